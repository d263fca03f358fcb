-- Who holds the advisory lock of an upgrade.
-- Parameters: the key's two halves. Servers: all.
SELECT a.application_name || ', process ' || a.pid || ' on the target, since ' || a.backend_start::timestamptz(0) AS holder
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = ?::int::oid AND l.objid::bigint = (?::int::bigint & 4294967295)
