-- The databases that can move: not templates, open for connections.
-- Parameters: none. Servers: all.
SELECT datname AS name FROM pg_catalog.pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname
