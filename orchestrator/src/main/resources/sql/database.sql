-- One database with everything that CREATE DATABASE wants to know; columns of later majors are null on earlier ones.
-- Parameters: its name. Servers: 10 and later.
SELECT d.datname AS name, pg_catalog.pg_encoding_to_char(d.encoding) AS encoding, d.datcollate AS collate, d.datctype AS ctype,
       pg_catalog.to_jsonb(d) ->> 'datlocprovider' AS provider,
       coalesce(pg_catalog.to_jsonb(d) ->> 'datlocale', pg_catalog.to_jsonb(d) ->> 'daticulocale') AS locale,
       pg_catalog.pg_get_userbyid(d.datdba) AS owner, d.datconnlimit AS connection_limit,
       pg_catalog.shobj_description(d.oid, 'pg_database') AS comment, d.datacl IS NOT NULL AS has_acl,
       pg_catalog.pg_database_size(d.oid) AS bytes
FROM pg_catalog.pg_database d
WHERE d.datname = ?
