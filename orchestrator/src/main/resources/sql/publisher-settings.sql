-- Settings of a publisher as numbers: milliseconds before a silent subscriber is cut off, and kilobytes of memory for decoding,
-- which is null before 13.
-- Parameters: none. Servers: all.
SELECT (SELECT s.setting::bigint FROM pg_catalog.pg_settings s WHERE s.name = 'wal_sender_timeout') AS sender_timeout,
       (SELECT s.setting::bigint FROM pg_catalog.pg_settings s WHERE s.name = 'logical_decoding_work_mem') AS decoding_memory
