-- How many transactions ago the oldest row of each database was frozen (DOMAIN PF-O06); 2 thousand million are the end.
-- Parameters: none. Servers: all.
SELECT d.datname AS name, pg_catalog.age(d.datfrozenxid)::bigint AS age
FROM pg_catalog.pg_database d
WHERE d.datallowconn
ORDER BY 1
