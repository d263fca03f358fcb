-- Every sequence with its bounds (DOMAIN Q4). Positions are read from the sequences themselves: pg_sequences hides
-- sequences that were never used.
-- Parameters: none. Servers: 10 and later.
SELECT n.nspname AS schema, c.relname AS name, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
       s.seqcycle AS cycle, pg_catalog.format_type(s.seqtypid, NULL) AS type
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
ORDER BY 1, 2
