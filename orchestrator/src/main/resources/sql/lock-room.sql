-- How many locks the server has room for, all sessions together (DOMAIN PF-T14).
-- Parameters: none. Servers: all.
SELECT pg_catalog.current_setting('max_locks_per_transaction')::bigint
         * (pg_catalog.current_setting('max_connections')::bigint
            + pg_catalog.current_setting('max_prepared_transactions')::bigint) AS locks,
       pg_catalog.current_setting('max_locks_per_transaction')::bigint AS per_transaction
