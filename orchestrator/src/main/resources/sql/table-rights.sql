-- What a role may do with each table that has rows of its own; filtered is a table whose row security binds the role.
-- Parameters: the role's name. Servers: all.
SELECT n.nspname AS schema, c.relname AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
       pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE') AS owns,
       pg_catalog.has_table_privilege(r.oid, c.oid, 'SELECT') AS may_read,
       pg_catalog.has_schema_privilege(r.oid, n.oid, 'USAGE') AS may_enter,
       c.relrowsecurity AND NOT r.rolsuper AND NOT r.rolbypassrls
         AND (c.relforcerowsecurity OR NOT pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')) AS filtered,
       EXISTS (SELECT FROM pg_catalog.pg_depend d
               WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') AS of_extension
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN pg_catalog.pg_roles r
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND r.rolname = ?
ORDER BY 1, 2
