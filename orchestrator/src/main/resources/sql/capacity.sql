-- What is in use of what replication needs. Workers count the launcher and whatever else runs in the background.
-- Parameters: none. Servers: 10 and later.
SELECT (SELECT count(*) FROM pg_catalog.pg_replication_slots) AS slots,
       (SELECT count(*) FROM pg_catalog.pg_stat_replication) AS senders,
       (SELECT count(*) FROM pg_catalog.pg_stat_subscription WHERE pid IS NOT NULL) AS replication_workers,
       (SELECT count(*) FROM pg_catalog.pg_replication_origin) AS origins,
       (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type NOT IN
          ('client backend', 'walsender', 'walreceiver', 'checkpointer', 'background writer', 'walwriter', 'startup',
           'archiver', 'logger', 'autovacuum launcher', 'autovacuum worker', 'walsummarizer', 'slotsync worker',
           'io worker', 'standalone backend')) AS workers
