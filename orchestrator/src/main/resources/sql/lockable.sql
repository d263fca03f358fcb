-- How many relations of this database one transaction locks that dumps or loads the whole schema (DOMAIN PF-T14).
-- Parameters: none. Servers: all.
SELECT count(*) AS relations
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'i', 'I', 'S', 'v', 'm', 'f') AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
