-- The replication slots of the cluster, and the statement that makes one like it.
-- Parameters: none. Servers: all.
SELECT s.slot_name AS name, s.plugin, s.slot_type AS type, s.database, s.active,
       CASE WHEN NOT pg_catalog.pg_is_in_recovery()
            THEN pg_catalog.pg_size_pretty(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.restart_lsn)) END AS retained,
       CASE s.slot_type
         WHEN 'physical' THEN pg_catalog.format('SELECT pg_catalog.pg_create_physical_replication_slot(%L)', s.slot_name)
         ELSE pg_catalog.format('SELECT pg_catalog.pg_create_logical_replication_slot(%L, %L%s)', s.slot_name, s.plugin,
                CASE WHEN pg_catalog.to_jsonb(s) ->> 'two_phase' = 'true' THEN ', twophase => true' ELSE '' END)
       END AS statement
FROM pg_catalog.pg_replication_slots s
WHERE NOT s.temporary
ORDER BY 1
