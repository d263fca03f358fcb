-- The roles that a role may become.
-- Parameters: its name. Servers: all.
SELECT g.rolname AS name
FROM pg_catalog.pg_roles g, pg_catalog.pg_roles r
WHERE r.rolname = ? AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')
ORDER BY 1
