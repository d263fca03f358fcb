-- The replication slots of the cluster.
-- Parameters: none. Servers: all.
SELECT s.slot_name AS name, s.plugin, s.slot_type AS type, s.database, s.active,
       CASE WHEN NOT pg_catalog.pg_is_in_recovery()
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn)) END AS retained
FROM pg_catalog.pg_replication_slots s
WHERE NOT s.temporary
ORDER BY 1
