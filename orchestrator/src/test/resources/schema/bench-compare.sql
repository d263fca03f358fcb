-- The rows of scripts/bench-compare: one wide table of types that are in everyday use, with a GIN index on its documents, and
-- forty small ones that point to each other. The variable of psql: rows.

SELECT setseed(0.5);

CREATE TABLE event (
  id         bigint PRIMARY KEY,
  reference  uuid NOT NULL,
  at         timestamptz NOT NULL,
  kind       smallint NOT NULL,
  amount     numeric(12,2) NOT NULL,
  note       text NOT NULL,
  document   jsonb NOT NULL
);
INSERT INTO event
SELECT i, md5(i::text)::uuid, timestamptz '2024-01-01 00:00+00' + i * interval '17 seconds', i % 12,
       (i::bigint * 7919 % 1000000) / 100.0, repeat(md5((i * 3)::text) || ' ', 4),
       jsonb_build_object('customer', i % 50000, 'state', (ARRAY['open', 'paid', 'sent', 'back'])[1 + i % 4],
                          'tags', jsonb_build_array('t' || i % 7, 't' || i % 11), 'weight', round((i % 1000) / 3.0, 3),
                          'where', jsonb_build_object('city', md5((i % 900)::text), 'zip', 10000 + i % 89999))
FROM generate_series(1, :rows) AS i;
CREATE INDEX ON event (reference);
CREATE INDEX ON event (at);
CREATE INDEX ON event (kind, at);
CREATE INDEX ON event (amount);
CREATE INDEX ON event USING gin (document);

SELECT format('CREATE TABLE small_%1$s (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, of bigint %2$s, t text)', n,
              CASE WHEN n > 1 THEN format('REFERENCES small_%s', n - 1) ELSE 'REFERENCES event' END)
FROM generate_series(1, 40) AS n \gexec
SELECT format('INSERT INTO small_%s (of, t) SELECT i, md5(i::text) FROM generate_series(1, 500) AS i', n)
FROM generate_series(1, 40) AS n \gexec

VACUUM ANALYZE;
