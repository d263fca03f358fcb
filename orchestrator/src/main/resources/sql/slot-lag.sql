-- How many bytes of WAL the reader of a slot has not confirmed.
-- Parameters: the slot's name. Servers: 10 and later.
SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), confirmed_flush_lsn)::bigint AS bytes
FROM pg_catalog.pg_replication_slots
WHERE slot_name = ?
