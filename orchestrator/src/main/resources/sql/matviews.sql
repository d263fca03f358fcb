-- Materialized views that hold rows.
-- Parameters: none. Servers: all.
SELECT schemaname AS schema, matviewname AS name FROM pg_catalog.pg_matviews WHERE ispopulated ORDER BY 1, 2
