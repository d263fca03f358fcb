-- Every ordinary and partitioned table with its usable replica identity (DOMAIN Q2). A verdict of pk, index or full is
-- usable; candidate_index becomes so by one ALTER TABLE; none, deferrable, nothing and index_missing are not. The number of
-- rows is what the last ANALYZE thought; 0 if there was none.
-- Parameters: none. Servers: 10 and later.
WITH usable AS (
  SELECT i.indrelid, i.indexrelid, i.indisprimary, i.indisreplident
  FROM pg_catalog.pg_index i
  WHERE i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE k.position <= coalesce((pg_catalog.to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
        AND (NOT a.attnotnull OR k.attnum <= 0 OR coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> ''))
)
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, c.relpersistence::text AS persistence,
       c.relreplident::text AS identity, c.relispartition AS partition, c.relrowsecurity AS rls, c.relforcerowsecurity AS rls_forced,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
               WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS of_extension,
       CASE
         WHEN c.relreplident = 'f' THEN 'full'
         WHEN c.relreplident = 'n' THEN 'nothing'
         WHEN c.relreplident = 'i' THEN CASE WHEN EXISTS (SELECT FROM usable u WHERE u.indrelid = c.oid AND u.indisreplident) THEN 'index' ELSE 'index_missing' END
         WHEN EXISTS (SELECT FROM usable u WHERE u.indrelid = c.oid AND u.indisprimary) THEN 'pk'
         WHEN EXISTS (SELECT FROM usable u WHERE u.indrelid = c.oid) THEN 'candidate_index'
         WHEN EXISTS (SELECT FROM pg_catalog.pg_index i
                      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND NOT i.indimmediate) THEN 'deferrable'
         ELSE 'none'
       END AS verdict,
       (SELECT x.relname FROM usable u JOIN pg_catalog.pg_class x ON x.oid = u.indexrelid
        WHERE u.indrelid = c.oid AND NOT u.indisprimary ORDER BY u.indexrelid LIMIT 1) AS candidate,
       (SELECT x.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisreplident LIMIT 1) AS identity_index,
       greatest(c.reltuples, 0)::bigint AS estimate
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
