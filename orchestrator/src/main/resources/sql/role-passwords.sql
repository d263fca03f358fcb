-- The stored form of the roles' passwords, never the passwords themselves.
-- Parameters: none. Servers: all; superusers only.
SELECT rolname AS name, rolpassword AS stored FROM pg_catalog.pg_authid WHERE rolpassword IS NOT NULL
