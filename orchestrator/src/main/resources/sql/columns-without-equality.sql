-- Columns whose values cannot be compared, so that the rows of their table cannot be found by their whole content (DOMAIN
-- Q3, with arrays, composites and domains unfolded). Generated columns are not compared.
-- Parameters: none. Servers: 10 and later.
WITH RECURSIVE parts AS (
  SELECT a.attrelid, a.attnum, a.atttypid AS type
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') = ''
  UNION
  SELECT p.attrelid, p.attnum, inner_type.oid
  FROM parts p
  JOIN pg_catalog.pg_type t ON t.oid = p.type
  CROSS JOIN LATERAL (
    SELECT t.typbasetype AS oid WHERE t.typtype = 'd'
    UNION ALL SELECT t.typelem WHERE t.typcategory = 'A' AND t.typelem <> 0
    UNION ALL SELECT f.atttypid FROM pg_catalog.pg_attribute f
              WHERE t.typtype = 'c' AND f.attrelid = t.typrelid AND f.attnum > 0 AND NOT f.attisdropped
  ) inner_type
)
SELECT DISTINCT n.nspname AS schema, c.relname AS name, a.attname AS column,
       pg_catalog.format_type(a.atttypid, a.atttypmod) AS type
FROM parts p
JOIN pg_catalog.pg_class c ON c.oid = p.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = p.attrelid AND a.attnum = p.attnum
JOIN pg_catalog.pg_type t ON t.oid = p.type
WHERE t.typtype = 'b' AND t.typcategory <> 'A'
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_opclass o
    JOIN pg_catalog.pg_am am ON am.oid = o.opcmethod AND am.amname IN ('btree', 'hash')
    WHERE o.opcdefault
      AND (o.opcintype = t.oid
        OR EXISTS (SELECT FROM pg_catalog.pg_cast k WHERE k.castsource = t.oid AND k.casttarget = o.opcintype
                   AND k.castmethod = 'b' AND k.castcontext = 'i')))
ORDER BY 1, 2, 3
