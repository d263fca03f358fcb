-- Every sequence but temporary ones: its definition, who uses it, our rights, and whether it was ever called (DOMAIN Q4).
-- Positions are not in it: pg_sequences hides those of sequences that were never used. A role without the right to read
-- would make pg_sequence_last_value fail on old servers.
-- Parameters: none. Servers: 10 and later.
SELECT c.oid, s.xmin::text AS revision, n.nspname AS schema, c.relname AS name,
       pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       tn.nspname AS table_schema, t.relname AS table_name, a.attname AS column_name,
       CASE d.deptype WHEN 'i' THEN 'identity' WHEN 'a' THEN 'serial' ELSE 'free' END AS kind,
       r.may_read, r.may_set,
       CASE WHEN r.may_read THEN pg_catalog.pg_sequence_last_value(c.oid) IS NOT NULL END AS called,
       -- whether the column's greatest value can be had from an index
       a.atttypid IN (20, 21, 23) AND pg_catalog.has_column_privilege(t.oid, a.attnum, 'SELECT')
         AND NOT pg_catalog.row_security_active(t.oid)
         AND EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
                     JOIN pg_catalog.pg_am am ON am.oid = ic.relam
                     WHERE i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL AND i.indkey[0] = a.attnum
                       AND am.amname = 'btree') AS indexed
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
CROSS JOIN LATERAL (SELECT
    pg_catalog.has_sequence_privilege(c.oid, 'SELECT') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS may_read,
    pg_catalog.has_sequence_privilege(c.oid, 'UPDATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS may_set) r
WHERE c.relpersistence <> 't'
ORDER BY 3, 4
