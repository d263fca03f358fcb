-- One role with what replication and its owner need to know; the groups are null on servers that do not have them.
-- Parameters: its name. Servers: all.
SELECT r.rolname AS name, r.rolsuper AS superuser, r.rolcanlogin AS can_login, r.rolreplication AS replication,
       r.rolbypassrls AS bypass_rls, r.rolcreatedb AS create_db, r.rolcreaterole AS create_role,
       (SELECT pg_catalog.pg_has_role(r.oid, g.oid, 'USAGE') FROM pg_catalog.pg_roles g
        WHERE g.rolname = 'pg_create_subscription') AS may_subscribe,
       (SELECT pg_catalog.pg_has_role(r.oid, g.oid, 'USAGE') FROM pg_catalog.pg_roles g
        WHERE g.rolname = 'pg_read_all_stats') AS sees_sessions,
       (SELECT pg_catalog.pg_has_role(r.oid, g.oid, 'USAGE') FROM pg_catalog.pg_roles g
        WHERE g.rolname = 'pg_signal_backend') AS ends_sessions
FROM pg_catalog.pg_roles r
WHERE r.rolname = ?
