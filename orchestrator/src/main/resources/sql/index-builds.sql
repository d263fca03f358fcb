-- The indexes that are being built in this database: the name as the statement has it, what the server is at, and how much of that is
-- done. A new index is not to be seen by others, so that its name is only in the statement.
-- Parameters: none. Servers: 12 and later.
SELECT coalesce(substring(a.query FROM '(?:INDEX|CONSTRAINT) ((?:"(?:[^"]|"")+"|[^ "])+)'), 'an index of ' || p.relid::regclass) AS name,
       p.phase,
       CASE WHEN p.phase LIKE '%sorting%' THEN NULL
            WHEN p.tuples_total > 0 THEN 100 * p.tuples_done / p.tuples_total
            WHEN p.blocks_total > 0 THEN 100 * p.blocks_done / p.blocks_total END AS percent
FROM pg_catalog.pg_stat_progress_create_index p
JOIN pg_catalog.pg_stat_activity a ON a.pid = p.pid
WHERE p.datname = pg_catalog.current_database()
ORDER BY a.query_start, p.pid
