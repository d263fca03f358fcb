-- Functions of C libraries that no extension and no language brought, with their libraries (DOMAIN PF-E09).
-- Parameters: none. Servers: all.
SELECT p.oid::regprocedure::text AS function, p.probin AS library
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_language l ON l.oid = p.prolang
WHERE l.lanname = 'c' AND p.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY 1
