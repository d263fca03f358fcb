-- Tables of extensions that hold their users' rows, and which of the rows are the users' (DOMAIN PF-E02).
-- Parameters: none. Servers: all.
SELECT e.extname AS extension, n.nspname AS schema, c.relname AS name, coalesce(k.condition, '') AS condition
FROM pg_catalog.pg_extension e
CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) AS k(relation, condition)
JOIN pg_catalog.pg_class c ON c.oid = k.relation AND c.relkind = 'r'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY 1, 2, 3
