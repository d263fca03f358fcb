-- The indexes of every ordinary table, and why an index can be no replica identity; null where it can (DOMAIN PF-R02).
-- Parameters: none. Servers: 10 and later.
SELECT n.nspname AS schema, c.relname AS name, x.relname AS index,
       CASE
         WHEN NOT i.indisunique THEN 'it is not unique'
         WHEN NOT i.indisvalid THEN 'it is not valid'
         WHEN NOT i.indimmediate THEN 'it is deferrable'
         WHEN i.indpred IS NOT NULL THEN 'it has only some of the rows'
         WHEN i.indexprs IS NOT NULL THEN 'it has an expression'
         WHEN k.nullable IS NOT NULL THEN 'these of its columns may be null: ' || k.nullable
         WHEN k.generated IS NOT NULL THEN 'these of its columns are generated, and not sent: ' || k.generated
       END AS unfit
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indrelid AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
CROSS JOIN LATERAL (
  SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY k.position) FILTER (WHERE NOT a.attnotnull) AS nullable,
         pg_catalog.string_agg(a.attname, ', ' ORDER BY k.position)
           FILTER (WHERE coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> '') AS generated
  FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, position)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE k.position <= coalesce((pg_catalog.to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
) k
ORDER BY 1, 2, 3
