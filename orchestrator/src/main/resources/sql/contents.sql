-- What an otherwise empty database holds before the schema is loaded: extensions, schemas, and how public was granted.
-- Parameters: none. Servers: all.
SELECT (SELECT coalesce(array_agg(extname::text), '{}') FROM pg_catalog.pg_extension)::text AS extensions,
       (SELECT coalesce(array_agg(nspname::text), '{}') FROM pg_catalog.pg_namespace
        WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')::text AS schemas,
       (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relpersistence <> 't'
          AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid
                          AND d.classid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'e')) AS relations
