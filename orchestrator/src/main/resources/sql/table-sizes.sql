-- Every ordinary and partitioned table with its size and its estimated rows, as far as it was ever analyzed; the rows of a
-- partitioned table lie in its partitions.
-- Parameters: none. Servers: 10 and later.
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
       pg_catalog.pg_table_size(c.oid) AS bytes, pg_catalog.pg_indexes_size(c.oid) AS index_bytes,
       greatest(c.reltuples, 0)::bigint AS rows
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
