-- What a slot keeps: for its reader, and of the log; the server's limit for that in bytes, null for none.
-- Parameters: the slot's name. Servers: all.
SELECT s.active, coalesce(s.wal_status, '') AS wal_status,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.confirmed_flush_lsn)::bigint AS lag,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn)::bigint AS retained,
       (SELECT nullif(setting, '-1')::bigint * 1048576 FROM pg_catalog.pg_settings
        WHERE name = 'max_slot_wal_keep_size') AS keeps,
       (SELECT pg_catalog.date_part('epoch', r.replay_lag) FROM pg_catalog.pg_stat_replication r
        WHERE r.pid = s.active_pid) AS seconds
FROM pg_catalog.pg_replication_slots s
WHERE s.slot_name = ?
