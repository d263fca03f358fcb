-- Triggers that fire while replicated rows are applied (DOMAIN PF-X02).
-- Parameters: none. Servers: all.
SELECT n.nspname AS schema, c.relname AS name, t.tgname AS trigger,
       CASE t.tgenabled WHEN 'R' THEN 'REPLICA' ELSE 'ALWAYS' END AS fires
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgenabled IN ('R', 'A') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1, 2, 3
