-- What a later major refuses when the schema is loaded, with the DOMAIN id and the first major that refuses it. Conversions,
-- aggregates and operators can be made in the new way from 14 on, where those that are refused cannot be any more.
-- Parameters: none. Servers: all.
WITH before_14 AS (
  SELECT pg_catalog.current_setting('server_version_num')::int < 140000 AS yes
), polymorphic AS (
  SELECT p.oid FROM pg_catalog.pg_proc p
  WHERE (SELECT b.yes FROM before_14 b) AND p.oid < 16384 AND p.proname IN ('array_append', 'array_cat', 'array_prepend', 'array_position', 'array_positions',
                                        'array_remove', 'array_replace', 'width_bucket')
)
SELECT 'PF-U01' AS id, 14 AS since, 'the postfix operator ' || o.oid::regoperator::text AS subject
FROM pg_catalog.pg_operator o WHERE o.oprright = 0 AND o.oprleft <> 0 AND o.oid >= 16384
UNION ALL
SELECT 'PF-R22', 12, 'the table ' || n.nspname || '.' || c.relname || ', which has OIDS'
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE pg_catalog.to_jsonb(c) ->> 'relhasoids' = 'true' AND c.relkind IN ('r', 'p') AND c.oid >= 16384
UNION ALL
SELECT 'PF-Y03', 12, 'the column ' || n.nspname || '.' || c.relname || '.' || a.attname || ' of type ' || t.typname
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.oid >= 16384
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped AND t.oid < 16384
  AND t.typname IN ('abstime', 'reltime', 'tinterval', '_abstime', '_reltime', '_tinterval')
UNION ALL
SELECT 'PF-U03', 14, 'the conversion ' || n.nspname || '.' || v.conname
FROM pg_catalog.pg_conversion v JOIN pg_catalog.pg_namespace n ON n.oid = v.connamespace
WHERE v.oid >= 16384 AND (SELECT b.yes FROM before_14 b)
UNION ALL
SELECT 'PF-U02', 14, 'the aggregate ' || g.aggfnoid::regprocedure::text
FROM pg_catalog.pg_aggregate g
WHERE g.aggfnoid >= 16384 AND (g.aggtransfn IN (SELECT p.oid FROM polymorphic p) OR g.aggfinalfn IN (SELECT p.oid FROM polymorphic p))
UNION ALL
SELECT 'PF-U02', 14, 'the operator ' || o.oid::regoperator::text
FROM pg_catalog.pg_operator o
WHERE o.oid >= 16384 AND o.oprcode IN (SELECT p.oid FROM polymorphic p)
UNION ALL
SELECT 'PF-E08', 15, 'the language ' || l.lanname
FROM pg_catalog.pg_language l
WHERE l.lanname IN ('plpythonu', 'plpython2u')
ORDER BY 1, 3
