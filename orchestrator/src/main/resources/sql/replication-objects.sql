-- Publications, subscriptions and schemas of this database, by name; of a subscription how it is made anew elsewhere on the slot
-- that it has, without what only a superuser may read: how it connects.
-- Parameters: none. Servers: all.
SELECT 'publication' AS kind, p.pubname AS name, NULL AS detail FROM pg_catalog.pg_publication p
UNION ALL
SELECT 'subscription', s.subname,
       pg_catalog.format('CREATE SUBSCRIPTION %I CONNECTION ''...'' PUBLICATION %s WITH (copy_data = false, create_slot = false, slot_name = %s)',
         s.subname, (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(p.name), ', ' ORDER BY p.place)
                     FROM pg_catalog.unnest(s.subpublications) WITH ORDINALITY p (name, place)),
         coalesce(pg_catalog.quote_literal(s.subslotname), 'NONE'))
FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
UNION ALL
SELECT 'schema', n.nspname, NULL FROM pg_catalog.pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
