-- The extensions that could be created on this server, with the version that would be.
-- Parameters: none. Servers: all.
SELECT a.name, a.default_version AS version FROM pg_catalog.pg_available_extensions a ORDER BY 1
