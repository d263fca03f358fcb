-- The roles that own something in this database or are named in its grants and policies.
-- Parameters: none. Servers: all.
SELECT r.rolname AS name
FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_'
  AND (EXISTS (SELECT FROM pg_catalog.pg_shdepend s, pg_catalog.pg_database d
               WHERE d.datname = pg_catalog.current_database() AND s.refclassid = 'pg_catalog.pg_authid'::regclass
                 AND s.refobjid = r.oid
                 AND (s.dbid = d.oid OR (s.classid = 'pg_catalog.pg_database'::regclass AND s.objid = d.oid)))
    -- The role of initdb is not in pg_shdepend.
    OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relowner = r.oid AND c.oid >= 16384)
    OR EXISTS (SELECT FROM pg_catalog.pg_proc p WHERE p.proowner = r.oid AND p.oid >= 16384)
    OR EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.typowner = r.oid AND t.oid >= 16384)
    OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspowner = r.oid AND n.oid >= 16384)
    OR EXISTS (SELECT FROM pg_catalog.pg_database d
               WHERE d.datname = pg_catalog.current_database() AND d.datdba = r.oid))
ORDER BY 1
