-- How many large objects the database has.
-- Parameters: none. Servers: all.
SELECT count(*) AS objects FROM pg_catalog.pg_largeobject_metadata
