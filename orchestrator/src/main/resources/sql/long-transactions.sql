-- Transactions of the whole cluster that have written and are older than an age.
-- Parameters: the age in milliseconds. Servers: all.
SELECT a.pid, a.usename AS role, a.datname AS database, coalesce(a.application_name, '') AS application, a.state,
       pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start)::text AS age
FROM pg_catalog.pg_stat_activity a
WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
  AND a.xact_start < pg_catalog.clock_timestamp() - ?::bigint * interval '1 millisecond'
ORDER BY a.xact_start, a.pid
