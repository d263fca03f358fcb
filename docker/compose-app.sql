-- The database that is handed over. Role app logs in with the password of postgres, as PgBouncer's list says.
DO $$ BEGIN
  EXECUTE format('CREATE ROLE app LOGIN PASSWORD %L', (SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = 'postgres'));
END $$;
CREATE DATABASE app OWNER app;
\connect app
SET ROLE app;
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  amount numeric(12, 2) NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO orders (customer, amount) SELECT 'customer ' || n % 100, n FROM generate_series(1, 10000) AS n;
