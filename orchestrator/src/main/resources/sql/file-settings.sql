-- What the server's files say of several settings, which our own session overrides for itself.
-- Parameters: their names with commas between. Servers: all; superusers only.
SELECT f.name, f.setting
FROM pg_catalog.pg_file_settings f
WHERE f.applied AND f.name = ANY (pg_catalog.string_to_array(?, ','))
ORDER BY f.name
