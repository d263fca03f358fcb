-- Who owns what of this database that comes with its schema, without what belongs to extensions.
-- Parameters: none. Servers: all.
WITH object AS (
  SELECT c.oid, 'pg_catalog.pg_class'::regclass AS catalog, c.relowner AS owner, n.nspname || '.' || c.relname AS name
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  UNION ALL
  SELECT p.oid, 'pg_catalog.pg_proc'::regclass, p.proowner, n.nspname || '.' || p.proname
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid >= 16384
  UNION ALL
  SELECT t.oid, 'pg_catalog.pg_type'::regclass, t.typowner, n.nspname || '.' || t.typname
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  WHERE t.oid >= 16384 AND t.typtype IN ('d', 'e', 'r') AND n.nspname !~ '^pg_'
  UNION ALL
  SELECT n.oid, 'pg_catalog.pg_namespace'::regclass, n.nspowner, n.nspname
  FROM pg_catalog.pg_namespace n WHERE n.oid >= 16384 AND n.nspname !~ '^pg_'
  UNION ALL
  -- pg_dump gives it to its owner too, unless that is whoever owns the database, as by default from 15 on
  SELECT n.oid, 'pg_catalog.pg_namespace'::regclass, n.nspowner, n.nspname
  FROM pg_catalog.pg_namespace n
  WHERE n.nspname = 'public' AND n.oid < 16384 AND pg_catalog.pg_get_userbyid(n.nspowner) <> 'pg_database_owner'
)
SELECT pg_catalog.pg_get_userbyid(o.owner) AS owner, count(*) AS objects, min(o.name::text) AS example
FROM object o
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = o.catalog AND d.objid = o.oid AND d.deptype = 'e')
GROUP BY 1
ORDER BY 1
