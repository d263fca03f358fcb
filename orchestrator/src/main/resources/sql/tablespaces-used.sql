-- Tablespaces other than the default ones in which this database or something in it lies (DOMAIN PF-Y16).
-- Parameters: none. Servers: all.
SELECT s.spcname AS name,
       (SELECT count(*) FROM pg_catalog.pg_class c WHERE c.reltablespace = s.oid) AS objects
FROM pg_catalog.pg_tablespace s
WHERE s.spcname NOT IN ('pg_default', 'pg_global')
  AND (EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.reltablespace = s.oid)
       OR s.oid = (SELECT d.dattablespace FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))
ORDER BY 1
