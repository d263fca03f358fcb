-- Tables with generated columns, which are not sent; in_identity tells those whose replica identity holds one.
-- Parameters: none. Servers: all; none before 12.
SELECT n.nspname AS schema, c.relname AS name, pg_catalog.string_agg(a.attname, ', ' ORDER BY a.attnum) AS columns,
       bool_or(EXISTS (
         SELECT FROM pg_catalog.pg_index i
         WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey::int2[])
           AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END)) AS in_identity
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> ''
GROUP BY 1, 2
ORDER BY 1, 2
