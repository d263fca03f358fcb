-- What kind of server this is and what our role may do on it.
-- Parameters: none. Servers: 10 and later.
SELECT pg_catalog.current_setting('server_version_num')::bigint AS version_num,
       pg_catalog.current_setting('server_version') AS version,
       pg_catalog.pg_is_in_recovery() AS in_recovery,
       (SELECT system_identifier::text FROM pg_catalog.pg_control_system()) AS system_identifier,
       pg_catalog.current_setting('wal_level') AS wal_level,
       r.rolname AS role, r.rolsuper AS superuser, r.rolreplication AS replication, r.rolbypassrls AS bypass_rls,
       r.rolcreatedb AS create_db, r.rolcreaterole AS create_role
FROM pg_catalog.pg_roles r
WHERE r.rolname = current_user
