-- Everything of a database that a person could have made, one line each, without oids; what belongs to an extension is left out,
-- the extension stands for it. Columns: kind, name, text. Run as superuser with an empty search_path. Servers: 13 and later.
WITH
space AS (SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
-- grants in the words of GRANT, an absent list as the default that it stands for
acls AS (
  SELECT 'pg_namespace'::regclass::oid AS class, n.oid, 0 AS sub, coalesce(n.nspacl, acldefault('n', n.nspowner)) AS acl FROM pg_namespace n
  UNION ALL SELECT 'pg_class'::regclass, c.oid, 0, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
            FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  UNION ALL SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl FROM pg_attribute a WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
  UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, coalesce(p.proacl, acldefault('f', p.proowner)) FROM pg_proc p
  UNION ALL SELECT 'pg_type'::regclass, t.oid, 0, coalesce(t.typacl, acldefault('T', t.typowner)) FROM pg_type t
            WHERE t.typelem = 0 AND (t.typrelid = 0 OR (SELECT c.relkind FROM pg_class c WHERE c.oid = t.typrelid) = 'c')
  UNION ALL SELECT 'pg_language'::regclass, l.oid, 0, coalesce(l.lanacl, acldefault('l', l.lanowner)) FROM pg_language l
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, f.oid, 0, coalesce(f.fdwacl, acldefault('F', f.fdwowner)) FROM pg_foreign_data_wrapper f
  UNION ALL SELECT 'pg_foreign_server'::regclass, s.oid, 0, coalesce(s.srvacl, acldefault('S', s.srvowner)) FROM pg_foreign_server s
  UNION ALL SELECT 'pg_largeobject_metadata'::regclass, l.oid, 0, coalesce(l.lomacl, acldefault('L', l.lomowner)) FROM pg_largeobject_metadata l
),
things (class, oid, sub, kind, name, text) AS (
  SELECT 'pg_namespace'::regclass::oid, n.oid, 0, 'schema', n.nspname::text, concat_ws(' ', 'owner', n.nspowner::regrole) FROM pg_namespace n JOIN space USING (oid)
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, 0, 'relation', c.oid::regclass::text,
         concat_ws(' ', 'kind', c.relkind, c.relpersistence, 'owner', c.relowner::regrole, 'of', nullif(c.reloftype, 0)::regtype, 'options',
                   (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o WHERE o !~ '^pg_attver'), 'tablespace', nullif(c.reltablespace, 0),
                   'am', CASE WHEN c.relkind IN ('r', 'm') THEN (SELECT amname FROM pg_am WHERE oid = c.relam) END,
                   'identity', CASE WHEN c.relkind IN ('r', 'p') THEN c.relreplident END, 'rls', c.relrowsecurity, c.relforcerowsecurity,
                   'filled', c.relispopulated, 'bound', pg_get_expr(c.relpartbound, c.oid), 'partitioned by', pg_get_partkeydef(c.oid),
                   'view', CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, 'inherits',
                   (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits i WHERE i.inhrelid = c.oid))
  FROM pg_class c JOIN space n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND c.relpersistence <> 't'
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, a.attnum, 'column', c.oid::regclass || ' ' || quote_ident(a.attname),
         concat_ws(' ', 'number', (SELECT count(*) FROM pg_attribute b WHERE b.attrelid = a.attrelid AND b.attnum > 0 AND b.attnum <= a.attnum AND NOT b.attisdropped),
                   format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull, 'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated,
                   'identity', a.attidentity, 'collation', nullif(a.attcollation, 0)::regcollation, 'storage', a.attstorage, 'compression',
                   nullif(to_jsonb(a) ->> 'attcompression', ''), 'statistics', nullif(a.attstattarget, -1), 'options',
                   (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o !~ '^pg_attver'), 'fdw', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attfdwoptions) o))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN space n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.relpersistence <> 't'
  UNION ALL
  SELECT 'pg_constraint'::regclass, k.oid, 0, 'constraint',
         concat_ws(' ', nullif(k.conrelid, 0)::regclass, nullif(k.contypid, 0)::regtype, quote_ident(k.conname)),
         concat_ws(' ', k.contype, pg_get_constraintdef(k.oid), 'validated', k.convalidated, 'local', k.conislocal, 'inherited', k.coninhcount)
  -- not null has a constraint from 18 on, and is told with the column
  FROM pg_constraint k JOIN space n ON n.oid = k.connamespace WHERE k.contype NOT IN ('n', 't')
  UNION ALL
  SELECT 'pg_class'::regclass, i.indexrelid, 0, 'index', i.indexrelid::regclass::text,
         concat_ws(' ', pg_get_indexdef(i.indexrelid), 'valid', i.indisvalid, 'ready', i.indisready, 'identity', i.indisreplident, 'clustered', i.indisclustered,
                   'owner', c.relowner::regrole, 'part of', (SELECT h.inhparent::regclass FROM pg_inherits h WHERE h.inhrelid = i.indexrelid), 'statistics',
                   (SELECT string_agg(a.attnum || '=' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0))
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN space n ON n.oid = c.relnamespace
  UNION ALL
  SELECT 'pg_class'::regclass, s.seqrelid, 0, 'sequence', s.seqrelid::regclass::text,
         concat_ws(' ', s.seqtypid::regtype, 'start', s.seqstart, 'by', s.seqincrement, 'from', s.seqmin, 'to', s.seqmax, 'cache', s.seqcache, 'cycle', s.seqcycle,
                   'of', (SELECT concat_ws(' ', d.refobjid::regclass, quote_ident(a.attname), d.deptype) FROM pg_depend d
                          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                          WHERE d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')))
  FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN space n ON n.oid = c.relnamespace WHERE c.relpersistence <> 't'
  UNION ALL
  SELECT 'pg_proc'::regclass, p.oid, 0, 'function', p.oid::regprocedure::text,
         concat_ws(' ', 'owner', p.proowner::regrole, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
                   (SELECT concat_ws(' ', g.aggtransfn, g.aggfinalfn, g.aggtranstype::regtype, g.agginitval, g.aggkind) FROM pg_aggregate g WHERE g.aggfnoid = p.oid))
  -- a range brings its constructors along, and from 14 on a multirange with casts
  FROM pg_proc p JOIN space n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, 0, 'type', t.oid::regtype::text,
         concat_ws(' ', t.typtype, 'owner', t.typowner::regrole, 'base', nullif(t.typbasetype, 0)::regtype, 'not null', t.typnotnull, 'default', coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
                   'collation', nullif(t.typcollation, 0)::regcollation, 'labels',
                   (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), 'range of',
                   (SELECT concat_ws(' ', r.rngsubtype::regtype, nullif(r.rngcollation, 0)::regcollation, r.rngsubdiff) FROM pg_range r WHERE r.rngtypid = t.oid))
  FROM pg_type t JOIN space n ON n.oid = t.typnamespace
  WHERE t.typtype IN ('b', 'c', 'd', 'e', 'r') AND t.typelem = 0 AND (t.typrelid = 0 OR (SELECT c.relkind FROM pg_class c WHERE c.oid = t.typrelid) = 'c')
  UNION ALL
  SELECT 'pg_extension'::regclass, e.oid, 0, 'extension', e.extname, concat_ws(' ', e.extversion, 'in', e.extnamespace::regnamespace, 'owner', e.extowner::regrole)
  FROM pg_extension e
  UNION ALL
  SELECT 'pg_default_acl'::regclass, d.oid, 0, 'default grants',
         concat_ws(' ', d.defaclrole::regrole, 'in', nullif(d.defaclnamespace, 0)::regnamespace, d.defaclobjtype),
         (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, privilege_type, is_grantable), ', '
                            ORDER BY grantee::regrole::text COLLATE "C", privilege_type)
          FROM aclexplode(d.defaclacl))
  FROM pg_default_acl d
  UNION ALL
  SELECT 'pg_publication'::regclass, p.oid, 0, 'publication', p.pubname,
         concat_ws(' ', 'owner', p.pubowner::regrole, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot, 'tables',
                   (SELECT string_agg(r.prrelid::regclass::text, ', ' ORDER BY r.prrelid::regclass::text COLLATE "C") FROM pg_publication_rel r WHERE r.prpubid = p.oid))
  FROM pg_publication p
  UNION ALL
  SELECT 'pg_subscription'::regclass, s.oid, 0, 'subscription', s.subname,
         concat_ws(' ', 'owner', s.subowner::regrole, 'enabled', s.subenabled, 'slot', s.subslotname, 'publications', s.subpublications)
  FROM pg_subscription s WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  UNION ALL
  SELECT 'pg_trigger'::regclass, t.oid, 0, 'trigger', t.tgrelid::regclass || ' ' || quote_ident(t.tgname), concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
  FROM pg_trigger t WHERE NOT t.tgisinternal
  UNION ALL
  SELECT 'pg_rewrite'::regclass, r.oid, 0, 'rule', r.ev_class::regclass || ' ' || quote_ident(r.rulename), concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled)
  FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN space n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN'
  UNION ALL
  SELECT 'pg_policy'::regclass, p.oid, 0, 'policy', p.polrelid::regclass || ' ' || quote_ident(p.polname),
         concat_ws(' ', p.polcmd, p.polpermissive, 'to', (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE r::regrole::text END, ', ' ORDER BY r::regrole::text COLLATE "C")
                                                          FROM unnest(p.polroles) r),
                   'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid))
  FROM pg_policy p
  UNION ALL
  SELECT 'pg_event_trigger'::regclass, e.oid, 0, 'event trigger', e.evtname, concat_ws(' ', e.evtevent, 'owner', e.evtowner::regrole, e.evtfoid::regprocedure, e.evtenabled, e.evttags)
  FROM pg_event_trigger e
  UNION ALL
  SELECT 'pg_cast'::regclass, k.oid, 0, 'cast', k.castsource::regtype || ' to ' || k.casttarget::regtype, concat_ws(' ', nullif(k.castfunc, 0)::regprocedure, k.castcontext, k.castmethod)
  FROM pg_cast k WHERE k.oid >= 16384
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid AND d.deptype = 'i')
  UNION ALL
  SELECT 'pg_foreign_data_wrapper'::regclass, f.oid, 0, 'foreign data wrapper', f.fdwname, concat_ws(' ', 'owner', f.fdwowner::regrole, (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(f.fdwoptions) o)) FROM pg_foreign_data_wrapper f
  UNION ALL
  SELECT 'pg_foreign_server'::regclass, s.oid, 0, 'foreign server', s.srvname,
         concat_ws(' ', 'owner', s.srvowner::regrole, 'by', (SELECT f.fdwname FROM pg_foreign_data_wrapper f WHERE f.oid = s.srvfdw), s.srvtype, s.srvversion, (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(s.srvoptions) o))
  FROM pg_foreign_server s
  UNION ALL
  SELECT 'pg_user_mapping'::regclass, u.umid, 0, 'user mapping', concat_ws(' ', u.usename, 'at', u.srvname), (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(u.umoptions) o) FROM pg_user_mappings u
  UNION ALL
  SELECT 'pg_class'::regclass, f.ftrelid, 0, 'foreign table', f.ftrelid::regclass::text, concat_ws(' ', (SELECT s.srvname FROM pg_foreign_server s WHERE s.oid = f.ftserver), (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(f.ftoptions) o))
  FROM pg_foreign_table f
  UNION ALL
  SELECT 'pg_operator'::regclass, o.oid, 0, 'operator', o.oid::regoperator::text, concat_ws(' ', 'owner', o.oprowner::regrole, o.oprcode, o.oprcanmerge, o.oprcanhash, o.oprrest, o.oprjoin)
  FROM pg_operator o JOIN space n ON n.oid = o.oprnamespace
  UNION ALL
  SELECT 'pg_opclass'::regclass, o.oid, 0, 'operator class', n.nspname || '.' || o.opcname, concat_ws(' ', 'owner', o.opcowner::regrole, o.opcintype::regtype, o.opcdefault)
  FROM pg_opclass o JOIN space n ON n.oid = o.opcnamespace
  UNION ALL
  SELECT 'pg_opfamily'::regclass, o.oid, 0, 'operator family', n.nspname || '.' || o.opfname, concat_ws(' ', 'owner', o.opfowner::regrole) FROM pg_opfamily o JOIN space n ON n.oid = o.opfnamespace
  UNION ALL
  SELECT 'pg_collation'::regclass, k.oid, 0, 'collation', n.nspname || '.' || k.collname,
         concat_ws(' ', 'owner', k.collowner::regrole, k.collprovider, k.collisdeterministic, k.collcollate, k.collctype,
                   coalesce(to_jsonb(k) ->> 'colllocale', to_jsonb(k) ->> 'colliculocale'))
  FROM pg_collation k JOIN space n ON n.oid = k.collnamespace
  UNION ALL
  SELECT 'pg_conversion'::regclass, k.oid, 0, 'conversion', n.nspname || '.' || k.conname, concat_ws(' ', 'owner', k.conowner::regrole, k.conproc, k.condefault)
  FROM pg_conversion k JOIN space n ON n.oid = k.connamespace
  UNION ALL
  SELECT 'pg_ts_config'::regclass, t.oid, 0, 'text search configuration', n.nspname || '.' || t.cfgname,
         concat_ws(' ', 'owner', t.cfgowner::regrole, (SELECT string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary, ', ' ORDER BY m.maptokentype, m.mapseqno)
                                                       FROM pg_ts_config_map m WHERE m.mapcfg = t.oid))
  FROM pg_ts_config t JOIN space n ON n.oid = t.cfgnamespace
  UNION ALL
  SELECT 'pg_ts_dict'::regclass, t.oid, 0, 'text search dictionary', n.nspname || '.' || t.dictname, concat_ws(' ', 'owner', t.dictowner::regrole, t.dictinitoption)
  FROM pg_ts_dict t JOIN space n ON n.oid = t.dictnamespace
  UNION ALL
  SELECT 'pg_statistic_ext'::regclass, s.oid, 0, 'statistics', n.nspname || '.' || s.stxname,
         concat_ws(' ', 'owner', s.stxowner::regrole, pg_get_statisticsobjdef(s.oid), 'target', nullif((to_jsonb(s) ->> 'stxstattarget')::int, -1))
  FROM pg_statistic_ext s JOIN space n ON n.oid = s.stxnamespace
  UNION ALL
  SELECT 'pg_language'::regclass, l.oid, 0, 'language', l.lanname, concat_ws(' ', 'owner', l.lanowner::regrole, l.lanpltrusted) FROM pg_language l WHERE l.lanispl
  UNION ALL
  SELECT 'pg_transform'::regclass, t.oid, 0, 'transform', t.trftype::regtype || ' ' || t.trflang, concat_ws(' ', t.trffromsql, t.trftosql) FROM pg_transform t
  UNION ALL
  SELECT 'pg_am'::regclass, a.oid, 0, 'access method', a.amname, concat_ws(' ', a.amhandler, a.amtype) FROM pg_am a WHERE a.oid >= 16384
  UNION ALL
  SELECT 'pg_largeobject_metadata'::regclass, l.oid, 0, 'large objects', '', concat_ws(' ', 'owner', l.lomowner::regrole) FROM pg_largeobject_metadata l
  UNION ALL
  SELECT s.classoid, s.objoid, s.objsubid, 'security label', concat_ws(' ', o.type, o.identity), concat_ws(' ', s.provider, s.label)
  FROM pg_seclabel s CROSS JOIN LATERAL pg_identify_object(s.classoid, s.objoid, s.objsubid) o
),
commented AS (
  SELECT d.classoid, d.objoid, 'comment' AS kind, concat_ws(' ', o.type, o.identity) AS name, d.description AS text
  FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
  WHERE d.objoid >= 16384 OR (d.classoid = 'pg_namespace'::regclass AND d.objoid IN (SELECT oid FROM space))
),
grants AS MATERIALIZED (
  SELECT l.class, l.oid, l.sub,
         string_agg(concat_ws(' ', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END, a.privilege_type,
                              CASE WHEN a.is_grantable THEN 'grantable' END, 'by', a.grantor::regrole), ', '
                    ORDER BY a.grantee::regrole::text COLLATE "C", a.privilege_type, a.grantor::regrole::text COLLATE "C") AS text
  FROM acls l CROSS JOIN LATERAL aclexplode(l.acl) a
  WHERE l.oid >= 16384 OR l.class = 'pg_namespace'::regclass OR l.class = 'pg_language'::regclass
  GROUP BY 1, 2, 3
),
members AS MATERIALIZED (SELECT DISTINCT classid, objid FROM pg_depend WHERE deptype = 'e')
SELECT t.kind, t.name, concat_ws(' ', t.text, 'grants', CASE WHEN t.kind NOT IN ('sequence', 'foreign table', 'security label') THEN g.text END) AS text
FROM things t
LEFT JOIN grants g ON g.class = t.class AND g.oid = t.oid AND g.sub = t.sub
LEFT JOIN members m ON m.classid = t.class AND m.objid = t.oid
WHERE m.objid IS NULL
UNION ALL
SELECT c.kind, c.name, c.text FROM commented c LEFT JOIN members m ON m.classid = c.classoid AND m.objid = c.objoid WHERE m.objid IS NULL
