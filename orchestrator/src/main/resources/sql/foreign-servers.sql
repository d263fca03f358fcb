-- Foreign servers, and where they lead (DOMAIN PF-R20). Options of servers hold no secrets; those of user mappings do.
-- Parameters: none. Servers: all.
SELECT s.srvname AS name, w.fdwname AS wrapper, coalesce(pg_catalog.array_to_string(s.srvoptions, ', '), 'no options') AS options
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
ORDER BY 1
