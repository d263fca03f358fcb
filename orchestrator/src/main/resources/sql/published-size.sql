-- How many tables a publication has, how large they are, and how large their indexes.
-- Parameters: its name, and the schema of the marker, which is no table of the user. Servers: 10 and later.
SELECT count(*) AS tables, coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint AS bytes,
       coalesce(sum(pg_catalog.pg_indexes_size(c.oid)), 0)::bigint AS index_bytes
FROM pg_catalog.pg_publication_tables t
JOIN pg_catalog.pg_namespace n ON n.nspname = t.schemaname
JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = t.tablename
WHERE t.pubname = ? AND t.schemaname <> ?
