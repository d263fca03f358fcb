-- Standbys of this server: who streams without a logical slot, and physical slots (DOMAIN PF-O09).
-- Parameters: none. Servers: 10 and later.
SELECT 'standby ' || coalesce(nullif(r.application_name, ''), r.pid::text) AS name
FROM pg_catalog.pg_stat_replication r
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_replication_slots s WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
UNION
SELECT 'physical slot ' || s.slot_name FROM pg_catalog.pg_replication_slots s
WHERE s.slot_type = 'physical' AND NOT s.temporary
ORDER BY 1
