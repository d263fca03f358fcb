-- Every column of every ordinary table whose rows are replicated, with its base type (domains unfolded) and its place in the
-- table's key: the primary key, or else the first unique index over columns that are never null. A key is ranged where its
-- index sorts as a comparison of its columns does.
-- Parameters: none. Servers: 10 and later.
WITH RECURSIVE bases AS (
  SELECT t.oid AS type, t.oid AS base, t.typbasetype AS next, t.typtypmod AS modifier FROM pg_catalog.pg_type t
  UNION ALL
  SELECT b.type, t.oid, t.typbasetype, t.typtypmod
  FROM bases b JOIN pg_catalog.pg_type t ON t.oid = b.next WHERE b.next <> 0
), keys AS (
  SELECT DISTINCT ON (i.indrelid) i.indrelid, i.indexrelid, i.indkey::int2[] AS columns,
         coalesce((pg_catalog.to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts) AS width,
         NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indclass::oid[]) AS class (oid)
                     JOIN pg_catalog.pg_opclass o ON o.oid = class.oid WHERE NOT o.opcdefault)
         AND NOT EXISTS (SELECT FROM pg_catalog.unnest(i.indoption::int2[]) AS option (bits) WHERE option.bits <> 0) AS ranged
  FROM pg_catalog.pg_index i
  WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
    AND NOT EXISTS (
      SELECT FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k (attnum, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE k.position <= coalesce((pg_catalog.to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)
        AND (NOT a.attnotnull OR k.attnum <= 0))
  ORDER BY i.indrelid, i.indisprimary DESC, i.indexrelid
)
SELECT n.nspname AS schema, c.relname AS name, greatest(c.reltuples, 0)::bigint AS rows,
       pg_catalog.pg_relation_size(c.oid) AS bytes, a.attname AS column,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN bn.nspname = 'pg_catalog' AND bt.typtype = 'b' THEN bt.typname ELSE '' END AS base,
       coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> '' AS generated,
       coalesce(k.ranged, false) AS ranged,
       CASE WHEN p.place <= k.width THEN p.place END AS key
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN bases b ON b.type = a.atttypid AND b.next = 0
LEFT JOIN pg_catalog.pg_type bt ON bt.oid = b.base
LEFT JOIN pg_catalog.pg_namespace bn ON bn.oid = bt.typnamespace
LEFT JOIN keys k ON k.indrelid = c.oid
LEFT JOIN LATERAL (SELECT pg_catalog.array_position(k.columns, a.attnum) + 1 - pg_catalog.array_lower(k.columns, 1) AS place) p ON true
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2, a.attnum
