-- Collations under indexes that have another version than when the indexes were built (DOMAIN PF-Y10, PF-Y11).
-- Parameters: none. Servers: 10 and later.
SELECT n.nspname || '.' || c.collname AS name, c.collversion AS before, pg_catalog.pg_collation_actual_version(c.oid) AS now,
       (SELECT count(*) FROM pg_catalog.pg_index i WHERE c.oid = ANY (i.indcollation::oid[])) AS indexes,
       n.nspname AS schema, c.collname AS collation
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
WHERE c.collversion IS NOT NULL
  AND EXISTS (SELECT FROM pg_catalog.pg_index i WHERE c.oid = ANY (i.indcollation::oid[]))
  AND c.collversion IS DISTINCT FROM pg_catalog.pg_collation_actual_version(c.oid)
ORDER BY 1
