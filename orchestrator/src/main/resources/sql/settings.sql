-- Several settings at once, as SHOW prints them; one that the server does not know, or does not show to us, has no row.
-- Parameters: their names with commas between. Servers: all.
SELECT s.name, pg_catalog.current_setting(s.name) AS setting
FROM pg_catalog.pg_settings s
WHERE s.name = ANY (pg_catalog.string_to_array(?, ','))
ORDER BY s.name
