-- Indexes of addresses by btree_gist's operator classes, which version 19 no longer takes by default.
-- Parameters: none. Servers: all.
SELECT DISTINCT n.nspname AS schema, c.relname AS name
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND NOT c.relispartition
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_opclass o ON o.oid = ANY (i.indclass::oid[]) AND o.opcname IN ('gist_inet_ops', 'gist_cidr_ops')
ORDER BY 1, 2
