-- Tables whose rows replication leaves out and a switch can carry: unlogged ones, those that the plan leaves to the pause, and
-- those in which an extension keeps rows of its users, with the condition that tells these from its own (DOMAIN PF-R03, PF-R18,
-- PF-E02). Columns are quoted, without generated ones.
-- Parameters: the names, with their schemas and a line break after each, of those that the plan leaves to the pause. Servers: all.
WITH carried AS (
  SELECT CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'paused' END AS kind, c.oid, '' AS condition
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  WHERE c.relkind = 'r'
    AND (c.relpersistence = 'u'
         OR c.relpersistence = 'p'
            AND n.nspname || '.' || c.relname = ANY (pg_catalog.string_to_array(?::text, E'\n')))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  UNION ALL
  SELECT 'extension', k.relation, coalesce(k.condition, '')
  FROM pg_catalog.pg_extension e
  CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) AS k(relation, condition)
)
SELECT k.kind, n.nspname AS schema, c.relname AS name, k.condition, pg_catalog.pg_table_size(c.oid) AS bytes,
       coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attname COLLATE "C")
                 FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   AND coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') = ''), '') AS columns
FROM carried k
JOIN pg_catalog.pg_class c ON c.oid = k.oid AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1 DESC, 2, 3
