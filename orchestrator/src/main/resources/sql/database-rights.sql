-- What a role may do with the database that is asked.
-- Parameters: the role's name. Servers: all.
SELECT pg_catalog.pg_get_userbyid(d.datdba) AS owner,
       pg_catalog.pg_has_role(r.oid, d.datdba, 'USAGE') AS owns,
       pg_catalog.has_database_privilege(r.oid, d.oid, 'CREATE') AS may_create,
       pg_catalog.has_database_privilege(r.oid, d.oid, 'CONNECT') AS may_connect
FROM pg_catalog.pg_database d, pg_catalog.pg_roles r
WHERE d.datname = pg_catalog.current_database() AND r.rolname = ?
