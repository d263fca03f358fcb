-- The clients' sessions in a database, but for those of this program.
-- Parameters: the database. Servers: all.
SELECT a.pid, a.usename AS role, coalesce(r.rolsuper, false) AS superuser, a.application_name AS application,
       coalesce(pg_catalog.host(a.client_addr), 'local') AS address, a.xact_start IS NOT NULL AS open,
       pg_catalog.to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS since
FROM pg_catalog.pg_stat_activity a
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid
WHERE a.datname = ? AND a.backend_type = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid()
  AND NOT (a.usename = current_user AND a.application_name LIKE 'pgbaton%')
ORDER BY a.backend_start
