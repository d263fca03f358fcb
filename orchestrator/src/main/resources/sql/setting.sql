-- One setting; in_auto_conf is what ALTER SYSTEM has set, if anything.
-- Parameters: its name. Servers: 10 and later.
SELECT s.setting,
       (SELECT f.setting FROM pg_catalog.pg_file_settings f
        WHERE f.name = s.name AND f.sourcefile LIKE '%postgresql.auto.conf' ORDER BY f.seqno DESC LIMIT 1) AS in_auto_conf
FROM pg_catalog.pg_settings s
WHERE s.name = ?
