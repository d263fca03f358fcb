-- Functions that replication or CREATE INDEX runs with an empty search_path, and that name something of this database without
-- its schema (DOMAIN LAW-5, PF-X07). Told by the words in the body, since only running it would tell for certain.
-- Parameters: none. Servers: all.
WITH used AS (
  SELECT d.refobjid AS oid,
         CASE d.classid WHEN 'pg_catalog.pg_constraint'::regclass THEN 'a constraint'
                        WHEN 'pg_catalog.pg_class'::regclass THEN 'an index'
                        WHEN 'pg_catalog.pg_attrdef'::regclass THEN 'a generated column'
                        ELSE 'a materialized view' END AS by
  FROM pg_catalog.pg_depend d
  WHERE d.refclassid = 'pg_catalog.pg_proc'::regclass
    AND (d.classid IN ('pg_catalog.pg_constraint'::regclass, 'pg_catalog.pg_class'::regclass)
         OR (d.classid = 'pg_catalog.pg_attrdef'::regclass AND EXISTS (
               SELECT FROM pg_catalog.pg_attrdef f
               JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
               WHERE f.oid = d.objid AND coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') <> ''))
         OR (d.classid = 'pg_catalog.pg_rewrite'::regclass AND EXISTS (
               SELECT FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class AND c.relkind = 'm'
               WHERE r.oid = d.objid)))
  UNION
  SELECT t.tgfoid, 'a trigger on replicated rows'
  FROM pg_catalog.pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled IN ('R', 'A')
), known AS (
  SELECT c.relname::text AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT u.oid::regprocedure::text AS function, min(u.by) AS used_by, min(k.name) AS names,
       n.nspname AS schema
FROM used u
JOIN pg_catalog.pg_proc p ON p.oid = u.oid AND p.oid >= 16384
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
JOIN known k ON p.prosrc ~* ('(^|[^.[:alnum:]_"$])"?' || pg_catalog.regexp_replace(k.name, '([^[:alnum:]_])', '\\\1', 'g')
                             || '"?([^.[:alnum:]_"$]|$)')
WHERE NOT EXISTS (SELECT FROM pg_catalog.unnest(p.proconfig) c WHERE c LIKE 'search_path=%')
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
GROUP BY u.oid, n.nspname
ORDER BY 1
