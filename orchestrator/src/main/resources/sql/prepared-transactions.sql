-- Prepared transactions of the whole cluster.
-- Parameters: none. Servers: all.
SELECT p.gid, p.database, p.owner, p.prepared::timestamptz(0)::text AS prepared
FROM pg_catalog.pg_prepared_xacts p
ORDER BY p.prepared, p.gid
