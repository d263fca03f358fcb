-- Everything of a whole cluster that a person could have made, one line each, without oids. Columns: kind, name, text.
-- Run as superuser with an empty search_path. Servers: 13 and later.
SELECT 'role' AS kind, rolname::text AS name,
       concat_ws(' ', 'super', rolsuper, 'inherit', rolinherit, 'createrole', rolcreaterole, 'createdb', rolcreatedb, 'login', rolcanlogin,
                 'replication', rolreplication, 'bypassrls', rolbypassrls, 'limit', rolconnlimit, 'until', rolvaliduntil,
                 'password', md5(rolpassword)) AS text
FROM pg_authid WHERE rolname !~ '^pg_'
UNION ALL
SELECT 'role comment', r.rolname, d.description FROM pg_shdescription d JOIN pg_authid r ON r.oid = d.objoid
WHERE d.classoid = 'pg_authid'::regclass AND r.rolname !~ '^pg_'
UNION ALL
SELECT 'membership', u.rolname || ' in ' || g.rolname,
       concat_ws(' ', 'admin', m.admin_option, 'inherit', to_jsonb(m) ->> 'inherit_option', 'set', to_jsonb(m) ->> 'set_option', 'by',
                 m.grantor::regrole)
FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid JOIN pg_authid u ON u.oid = m.member WHERE u.rolname !~ '^pg_'
UNION ALL
SELECT 'setting', concat_ws(' ', 'role', r.rolname, 'database', d.datname), c
FROM pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) c LEFT JOIN pg_authid r ON r.oid = s.setrole
LEFT JOIN pg_database d ON d.oid = s.setdatabase
UNION ALL
SELECT 'database', datname,
       concat_ws(' ', 'owner', datdba::regrole, pg_encoding_to_char(encoding), 'collate', datcollate, 'ctype', datctype, 'provider',
                 coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'), 'locale', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
                 'template', datistemplate, 'connections', datallowconn, 'limit', datconnlimit, 'comment',
                 shobj_description(oid, 'pg_database'), 'acl',
                 (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type, is_grantable), ', '
                                    ORDER BY grantee::regrole::text COLLATE "C", privilege_type)
                  FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))))
FROM pg_database d
UNION ALL
SELECT 'tablespace', spcname, concat_ws(' ', 'owner', spcowner::regrole, spcoptions) FROM pg_tablespace
UNION ALL
SELECT 'slot', slot_name, concat_ws(' ', plugin, slot_type, database, temporary) FROM pg_replication_slots WHERE NOT temporary
UNION ALL
SELECT 'origin', roname, '' FROM pg_replication_origin
UNION ALL
SELECT 'prepared transaction', gid, '' FROM pg_prepared_xacts
UNION ALL
SELECT 'postgresql.auto.conf', name, setting FROM pg_file_settings WHERE sourcefile ~ 'postgresql\.auto\.conf$'
