-- Roles, databases and tablespaces with a line break in their names, which version 19 refuses.
-- Parameters: none. Servers: all.
SELECT 'role' AS kind, r.rolname AS name FROM pg_catalog.pg_roles r WHERE r.rolname ~ E'[\\r\\n]'
UNION ALL
SELECT 'database', d.datname FROM pg_catalog.pg_database d WHERE d.datname ~ E'[\\r\\n]'
UNION ALL
SELECT 'tablespace', s.spcname FROM pg_catalog.pg_tablespace s WHERE s.spcname ~ E'[\\r\\n]'
ORDER BY 1, 2
