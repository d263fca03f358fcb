-- Columns of tables and composite types that hold rows of a catalog or view of the system, also as arrays and through domains:
-- another major's rows have other columns.
-- Parameters: none. Servers: all.
SELECT n.nspname AS schema, c.relname AS name, a.attname AS column, pg_catalog.format('%I.%I', s.nspname, b.typname) AS type
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'c') AND NOT c.relispartition
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
JOIN pg_catalog.pg_type d ON d.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN d.typelem <> 0 AND d.typlen = -1 THEN d.typelem ELSE d.oid END
JOIN pg_catalog.pg_namespace s ON s.oid = b.typnamespace
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relpersistence <> 't'
  AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND b.typtype = 'c' AND s.nspname IN ('pg_catalog', 'information_schema')
ORDER BY 1, 2, a.attnum
