-- Foreign keys from one table to another one: who is referenced, and by whom.
-- Parameters: none. Servers: all.
SELECT n.nspname AS schema, c.relname AS name, k.conname AS constraint,
       fn.nspname AS from_schema, f.relname AS from_name, f.relpersistence::text AS from_persistence
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_class f ON f.oid = k.conrelid
JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
ORDER BY 1, 2, 4, 5, 3
