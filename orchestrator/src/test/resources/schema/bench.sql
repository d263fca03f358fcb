-- The tables of io.pgbaton.bench: those that pgbench -N writes to, and sequences whose numbers must never come twice.
-- Variables of psql: accounts, sequences. The role bench_app is there already.

CREATE SCHEMA bench;

CREATE TABLE bench.accounts (
  aid      integer PRIMARY KEY,
  abalance integer NOT NULL DEFAULT 0,
  filler   char(84) NOT NULL DEFAULT ''
);
INSERT INTO bench.accounts (aid) SELECT generate_series(1, :accounts);

-- The attempt belongs to the key, so that a transaction that was made twice is seen and not refused.
CREATE TABLE bench.history (
  client  integer NOT NULL,
  n       bigint NOT NULL,
  attempt integer NOT NULL,
  aid     integer NOT NULL,
  delta   integer NOT NULL,
  mtime   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (client, n, attempt)
);

CREATE TABLE bench.seqlog (
  k       integer NOT NULL,
  v       bigint NOT NULL,
  client  integer NOT NULL,
  n       bigint NOT NULL,
  attempt integer NOT NULL,
  PRIMARY KEY (k, v)
);
CREATE INDEX ON bench.seqlog (client, n);

SELECT format('CREATE SEQUENCE bench.seq_%s', k) FROM generate_series(1, :sequences) AS k \gexec

CREATE TABLE bench.mark (only_row boolean PRIMARY KEY, made timestamptz);
INSERT INTO bench.mark VALUES (true, NULL);

GRANT USAGE ON SCHEMA bench TO bench_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bench TO bench_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA bench TO bench_app;

VACUUM ANALYZE;
