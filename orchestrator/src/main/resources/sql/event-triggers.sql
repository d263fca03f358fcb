-- Event triggers that are not disabled and belong to no extension (DOMAIN PF-X08, PF-X09).
-- Parameters: none. Servers: all.
SELECT e.evtname AS name, e.evtevent AS event, e.evtfoid::regproc::text AS function
FROM pg_catalog.pg_event_trigger e
WHERE e.evtenabled <> 'D'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_event_trigger'::regclass AND d.objid = e.oid AND d.deptype = 'e')
ORDER BY 1
