-- What a database was before a schema is loaded into it, where loading changes what was there already: owner, grants and comment
-- of public, comments of extensions, default privileges, as far as the role may change them. As statements that bring it back
-- once all of these grants are revoked.
-- Parameters: none. Servers: all.
WITH public AS (SELECT oid, nspname, nspowner, nspacl FROM pg_catalog.pg_namespace
           WHERE nspname = 'public' AND pg_catalog.pg_has_role(nspowner, 'USAGE')),
defaults AS (
  SELECT d.oid, d.defaclnamespace, d.defaclacl, pg_catalog.pg_get_userbyid(d.defaclrole) AS role,
         pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I', pg_catalog.pg_get_userbyid(d.defaclrole))
           || CASE WHEN n.nspname IS NULL THEN '' ELSE pg_catalog.format(' IN SCHEMA %I', n.nspname) END AS head,
         CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
           WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END AS kind
  FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
  WHERE pg_catalog.pg_has_role(d.defaclrole, 'USAGE')
)
SELECT statement FROM (
  SELECT 1 AS nr, pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', nspname, pg_catalog.pg_get_userbyid(nspowner)) AS statement FROM public
  UNION ALL
  SELECT 2, pg_catalog.format('GRANT %s ON SCHEMA %I TO %s%s', a.privilege_type, s.nspname, coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),
           CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM public s CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(s.nspacl, pg_catalog.acldefault('n', s.nspowner))) a
  LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
  UNION ALL
  SELECT 3, pg_catalog.format('COMMENT ON SCHEMA %I IS %L', nspname, pg_catalog.obj_description(oid, 'pg_namespace')) FROM public
  UNION ALL
  SELECT 4, pg_catalog.format('COMMENT ON EXTENSION %I IS %L', extname, pg_catalog.obj_description(oid, 'pg_extension'))
  FROM pg_catalog.pg_extension WHERE pg_catalog.pg_has_role(extowner, 'USAGE')
  UNION ALL
  SELECT 5, pg_catalog.format('%s REVOKE ALL ON %s FROM %I, PUBLIC', head, kind, role) FROM defaults WHERE defaclnamespace = 0
  UNION ALL
  SELECT 6, pg_catalog.format('%s GRANT %s ON %s TO %s%s', head, a.privilege_type, kind, coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),
           CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
  FROM defaults CROSS JOIN LATERAL pg_catalog.aclexplode(defaclacl) a LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
) s
ORDER BY nr, statement
