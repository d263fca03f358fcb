-- ALTER DATABASE … SET, ALTER ROLE … SET and ALTER ROLE … IN DATABASE … SET, one row per setting.
-- Parameters: none. Servers: all.
SELECT d.datname AS database, r.rolname AS role,
       pg_catalog.split_part(c.setting, '=', 1) AS name,
       pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1) AS value
FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS c(setting)
LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
ORDER BY 1, 2, 3
