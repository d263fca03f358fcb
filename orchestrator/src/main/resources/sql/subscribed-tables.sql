-- The tables that a subscription of this database knows, whatever their state.
-- Parameters: its name. Servers: 10 and later.
SELECT n.nspname AS schema, c.relname AS name, r.srsubstate::text AS state
FROM pg_catalog.pg_subscription s
JOIN pg_catalog.pg_subscription_rel r ON r.srsubid = s.oid
JOIN pg_catalog.pg_class c ON c.oid = r.srrelid AND c.relkind <> 'S'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE s.subname = ? AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
