-- Ends every session of an upgrade but this one.
-- Parameters: the beginning of its application_name. Servers: all.
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE application_name LIKE ? || '%' AND usename = current_user AND pid <> pg_catalog.pg_backend_pid()
