-- Every role but the system's own.
-- Parameters: none. Servers: 10 and later.
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolinherit AS inherit, r.rolcreaterole AS create_role,
       r.rolcreatedb AS create_db, r.rolcanlogin AS can_login, r.rolreplication AS replication, r.rolbypassrls AS bypass_rls,
       r.rolconnlimit AS connection_limit, r.rolvaliduntil::text AS valid_until,
       pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment, r.oid = 10 AS bootstrap
FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_'
ORDER BY r.rolname
