-- Ends every session of an upgrade but this one and the one that holds the upgrade's lock.
-- Parameters: the beginning of its application_name, both halves of the lock's key. Servers: all.
SELECT pg_catalog.pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity a
WHERE application_name LIKE ? || '%' AND usename = current_user AND pid <> pg_catalog.pg_backend_pid()
    AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_locks l
        WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted
            AND l.classid = ?::int::oid AND l.objid::bigint = (?::int::bigint & 4294967295)
    )
