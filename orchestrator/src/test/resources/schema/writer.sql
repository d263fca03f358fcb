-- The tables of io.pgbaton.it.Writer. Independent of every other schema; loads on every supported major, by psql or JDBC.
-- The role shop_app has no password here: whoever loads this gives it one.

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shop_app') THEN
    CREATE ROLE shop_app LOGIN;
  END IF;
END
$$;

CREATE SCHEMA writer;
COMMENT ON SCHEMA writer IS 'What the test writer writes: one ledger row for every transaction';

CREATE TABLE writer.ledger (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run        text NOT NULL,
  client     integer NOT NULL,
  n          bigint NOT NULL,
  amount     bigint NOT NULL,
  payload    text NOT NULL,
  written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT ledger_once UNIQUE (run, client, n)
);
COMMENT ON TABLE writer.ledger IS 'The n-th transaction of a client in a run, exactly once';

CREATE TABLE writer.balance (
  run          text NOT NULL,
  client       integer NOT NULL,
  total        bigint NOT NULL DEFAULT 0,
  transactions bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (run, client)
);
COMMENT ON TABLE writer.balance IS 'The sum of the ledger of each client, updated in the same transactions';

CREATE TABLE writer.parked (
  id     serial PRIMARY KEY,
  run    text NOT NULL,
  client integer NOT NULL,
  n      bigint NOT NULL,
  note   text
);
CREATE INDEX parked_by_client ON writer.parked (run, client, n);
COMMENT ON TABLE writer.parked IS 'Rows that come and go: inserted by every fifth transaction, deleted two inserts later';

-- belongs to no column: nothing but the switchover carries its value to the other server
CREATE SEQUENCE writer.ticket_number START 1000;
CREATE TABLE writer.ticket (
  number bigint PRIMARY KEY,
  run    text NOT NULL,
  client integer NOT NULL,
  n      bigint NOT NULL
);
COMMENT ON TABLE writer.ticket IS 'A number of the free-standing sequence for every third transaction: one that falls back fails it';

GRANT USAGE ON SCHEMA writer TO shop_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA writer TO shop_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA writer TO shop_app;
