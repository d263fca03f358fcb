-- The replication slots of the cluster.
-- Parameters: none. Servers: all.
SELECT s.slot_name AS name, s.plugin, s.slot_type AS type, s.database, s.active
FROM pg_catalog.pg_replication_slots s
WHERE NOT s.temporary
ORDER BY 1
