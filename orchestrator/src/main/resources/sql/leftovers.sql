-- What a database has that neither its dump nor replication brings along: publications of others, as statements;
-- labels of shared objects and who provides the others; mappings whose options only a superuser may read.
-- Parameters: none. Servers: 10 and later.
SELECT 'publication' AS kind, p.pubname::text AS name,
       pg_catalog.format('CREATE PUBLICATION %I%s WITH (publish = %L%s)', p.pubname,
         CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || nullif(pg_catalog.concat_ws(', ', (
           SELECT 'TABLE ' || pg_catalog.string_agg(pg_catalog.format('ONLY %I.%I', n.nspname, c.relname)
                    || coalesce(' (' || (
                         SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum)
                         FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid
                           AND a.attnum = ANY (pg_catalog.translate(pg_catalog.to_jsonb(r) ->> 'prattrs', '[]', '{}')::int2[])) || ')', '')
                    || coalesce(' WHERE (' || (
                         SELECT pg_catalog.to_jsonb(t) ->> 'rowfilter' FROM pg_catalog.pg_publication_tables t
                         WHERE t.pubname = p.pubname AND t.schemaname = n.nspname AND t.tablename = c.relname) || ')', ''),
                    ', ' ORDER BY n.nspname, c.relname)
           FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
           JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE r.prpubid = p.oid),
           -- A catalog that 14 does not know is only read where it is there.
           CASE WHEN pg_catalog.current_setting('server_version_num')::int >= 150000 THEN (pg_catalog.xpath('//n/text()',
             pg_catalog.query_to_xml(pg_catalog.format('SELECT ''TABLES IN SCHEMA '' || pg_catalog.string_agg(pg_catalog.quote_ident(nspname), '', '' ORDER BY nspname) AS n'
               ' FROM pg_catalog.pg_publication_namespace JOIN pg_catalog.pg_namespace n ON n.oid = pnnspid WHERE pnpubid = %s', p.oid),
               false, false, '')))[1]::text END), ''), '') END,
         pg_catalog.concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                   CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN pg_catalog.to_jsonb(p) ->> 'pubtruncate' = 'true' THEN 'truncate' END),
         CASE WHEN pg_catalog.to_jsonb(p) ->> 'pubviaroot' = 'true' THEN ', publish_via_partition_root = true' ELSE '' END) AS detail
FROM pg_catalog.pg_publication p
UNION ALL
SELECT 'label', r.rolname, pg_catalog.format('SECURITY LABEL FOR %I ON ROLE %I IS %L', l.provider, r.rolname, l.label)
FROM pg_catalog.pg_shseclabel l
JOIN pg_catalog.pg_roles r ON l.classoid = 'pg_catalog.pg_authid'::regclass AND r.oid = l.objoid
UNION ALL
SELECT 'label', d.datname, pg_catalog.format('SECURITY LABEL FOR %I ON DATABASE %I IS %L', l.provider, d.datname, l.label)
FROM pg_catalog.pg_shseclabel l
JOIN pg_catalog.pg_database d ON l.classoid = 'pg_catalog.pg_database'::regclass AND d.oid = l.objoid
WHERE d.datname = pg_catalog.current_database()
UNION ALL
SELECT 'provider', l.provider, count(*)::text
FROM pg_catalog.pg_seclabel l
GROUP BY 2
UNION ALL
SELECT 'mapping', pg_catalog.format('%s at %s', u.usename, u.srvname), ''
FROM pg_catalog.pg_user_mappings u
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = current_user AND r.rolsuper)
ORDER BY 1, 2, 3
