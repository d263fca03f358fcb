-- Who is a member of what; the options of later majors are null on earlier ones.
-- Parameters: none. Servers: all.
SELECT g.rolname AS role, u.rolname AS member, m.admin_option AS admin,
       (pg_catalog.to_jsonb(m) ->> 'inherit_option')::boolean AS inherit,
       (pg_catalog.to_jsonb(m) ->> 'set_option')::boolean AS set_role
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
JOIN pg_catalog.pg_roles u ON u.oid = m.member
WHERE u.rolname !~ '^pg_'
ORDER BY 1, 2
