-- The extensions of this database; those of initdb are on every server.
-- Parameters: none. Servers: all.
SELECT e.extname AS name, e.extversion AS version FROM pg_catalog.pg_extension e WHERE e.oid >= 16384 ORDER BY 1
