-- Who may do what with a database, where it was ever granted or revoked.
-- Parameters: its name. Servers: all.
SELECT a.privilege_type AS privilege, coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC') AS grantee, a.is_grantable AS grantable
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL pg_catalog.aclexplode(d.datacl) a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
WHERE d.datname = ?
ORDER BY 2, 1
