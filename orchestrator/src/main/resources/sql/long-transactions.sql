-- Transactions of the whole cluster that have written and are older than a minute.
-- Parameters: none. Servers: all.
SELECT a.pid, a.usename AS role, a.datname AS database, coalesce(a.application_name, '') AS application, a.state,
       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start)::text AS age
FROM pg_catalog.pg_stat_activity a
WHERE a.backend_xid IS NOT NULL AND a.xact_start < pg_catalog.clock_timestamp() - interval '1 minute'
  AND a.pid <> pg_catalog.pg_backend_pid()
ORDER BY a.xact_start, a.pid
