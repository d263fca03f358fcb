-- The owner and the grants of a schema, as statements that bring them back.
-- Parameters: the schema's name. Servers: all.
WITH s AS (SELECT nspname, nspowner, nspacl FROM pg_catalog.pg_namespace WHERE nspname = ?)
SELECT pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', nspname, pg_catalog.pg_get_userbyid(nspowner)) AS statement FROM s
UNION ALL
SELECT pg_catalog.format('REVOKE ALL ON SCHEMA %I FROM PUBLIC', nspname) FROM s WHERE nspacl IS NOT NULL
UNION ALL
SELECT pg_catalog.format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, s.nspname,
         coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'), CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM s CROSS JOIN LATERAL pg_catalog.aclexplode(s.nspacl) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
