-- Columns that allow NULL though those of a parent table do not, which 18 refuses (DOMAIN PF-U05).
-- Parameters: none. Servers: all.
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, i.inhparent::regclass::text AS parent
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute p ON p.attrelid = i.inhparent AND p.attnum > 0 AND NOT p.attisdropped AND p.attnotnull
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.inhrelid AND a.attname = p.attname AND NOT a.attisdropped
WHERE NOT a.attnotnull
ORDER BY 1, 2, 3
