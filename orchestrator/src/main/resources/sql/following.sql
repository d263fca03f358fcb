-- How a subscription fares: its worker, since when it runs, how often applying and how often copying a table failed (counted
-- from 15 on, else -1).
-- Parameters: the subscription's name. Servers: all.
SELECT s.oid::bigint AS oid, s.subenabled AS enabled, w.pid,
       (SELECT pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - a.backend_start)
        FROM pg_catalog.pg_stat_activity a WHERE a.pid = w.pid) AS seconds,
       CASE WHEN pg_catalog.current_setting('server_version_num')::int < 150000 THEN -1
            -- A function that 14 does not know is only called where it is there.
            ELSE (pg_catalog.xpath('//n/text()', pg_catalog.query_to_xml(pg_catalog.format(
                    'SELECT apply_error_count AS n FROM pg_catalog.pg_stat_get_subscription_stats(%s)', s.oid),
                    false, false, '')))[1]::text::bigint END AS errors,
       CASE WHEN pg_catalog.current_setting('server_version_num')::int < 150000 THEN -1
            ELSE (pg_catalog.xpath('//n/text()', pg_catalog.query_to_xml(pg_catalog.format(
                    'SELECT coalesce(pg_catalog.to_jsonb(e) ->> ''sync_error_count'','
                    ' pg_catalog.to_jsonb(e) ->> ''sync_table_error_count'') AS n'
                    ' FROM pg_catalog.pg_stat_get_subscription_stats(%s) AS e', s.oid),
                    false, false, '')))[1]::text::bigint END AS copy_errors
FROM pg_catalog.pg_subscription s
LEFT JOIN pg_catalog.pg_stat_subscription w
  ON w.subid = s.oid AND w.relid IS NULL AND pg_catalog.to_jsonb(w) ->> 'leader_pid' IS NULL
WHERE s.subname = ? AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
