-- Publications, subscriptions and schemas of this database, by name.
-- Parameters: none. Servers: all.
SELECT 'publication' AS kind, p.pubname AS name FROM pg_catalog.pg_publication p
UNION ALL
SELECT 'subscription', s.subname FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
UNION ALL
SELECT 'schema', n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
