-- How many tables of a subscription are copied and followed, and how large all of them and their indexes are by now.
-- Parameters: its name, and the schema of the marker, which is no table of the user. Servers: 10 and later; sequences, which 19 lists too, are left out.
SELECT count(*) AS tables, count(*) FILTER (WHERE r.srsubstate = 'r') AS ready,
       coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint AS bytes,
       coalesce(sum(pg_catalog.pg_indexes_size(c.oid)), 0)::bigint AS index_bytes
FROM pg_catalog.pg_subscription s
JOIN pg_catalog.pg_subscription_rel r ON r.srsubid = s.oid
JOIN pg_catalog.pg_class c ON c.oid = r.srrelid AND c.relkind <> 'S'
WHERE s.subname = ? AND c.relnamespace::regnamespace::text <> pg_catalog.quote_ident(?)
  AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
