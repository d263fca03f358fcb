-- What odd.sql has not: the kinds of objects that few schemas have, and what replication leaves out. Loaded after odd.sql, on 14 and
-- later, by JDBC, as a superuser, where the extension pgbaton_rules of EverythingIT can be made.

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE SCHEMA every;
COMMENT ON SCHEMA every IS 'One of every kind';
SET LOCAL search_path = every, public;

-- ---- foreign data ----

CREATE EXTENSION postgres_fdw WITH SCHEMA public;
CREATE SERVER elsewhere TYPE 'postgresql' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'elsewhere.example', dbname 'x');
COMMENT ON SERVER elsewhere IS 'Another server';
GRANT USAGE ON FOREIGN SERVER elsewhere TO odd_reader;
CREATE USER MAPPING FOR odd_reader SERVER elsewhere OPTIONS (user 'reader', password 'mapped ''secret');
CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'anybody', password_required 'false');
CREATE FOREIGN TABLE far (id integer OPTIONS (column_name 'no') NOT NULL, t text) SERVER elsewhere OPTIONS (table_name 'near');
CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true');
CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing;

-- ---- text search, languages, access methods, transforms ----

CREATE TEXT SEARCH DICTIONARY plain_words (TEMPLATE = simple, stopwords = 'english', accept = 'false');
CREATE TEXT SEARCH CONFIGURATION words (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION words ALTER MAPPING FOR asciiword, word WITH plain_words, simple;
COMMENT ON TEXT SEARCH CONFIGURATION words IS 'Without stop words';
CREATE TEXT SEARCH PARSER parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE template (LEXIZE = dsimple_lexize);
CREATE FUNCTION handle_other() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE other HANDLER handle_other;
COMMENT ON LANGUAGE other IS 'plpgsql by another name';
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE on_heap_too (id integer PRIMARY KEY) USING heap_too;
INSERT INTO on_heap_too SELECT generate_series(1, 5);

-- ---- what had to be made in another way before 14 ----

CREATE CONVERSION latin_to_utf8 FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE AGGREGATE gather(anycompatible) (SFUNC = array_append, STYPE = anycompatiblearray, INITCOND = '{}');

-- ---- operator families and classes, casts ----

CREATE FUNCTION mood_of(text) RETURNS odd.mood LANGUAGE sql IMMUTABLE AS 'SELECT ''sad''::odd.mood';
CREATE CAST (text AS odd.mood) WITH FUNCTION mood_of(text) AS ASSIGNMENT;
COMMENT ON CAST (text AS odd.mood) IS 'Everything is sad';
CREATE FUNCTION lower_cmp(text, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT bttextcmp(lower($1), lower($2))';
CREATE FUNCTION lower_lt(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) < lower($2)';
CREATE FUNCTION lower_le(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) <= lower($2)';
CREATE FUNCTION lower_eq(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) = lower($2)';
CREATE FUNCTION lower_ge(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) >= lower($2)';
CREATE FUNCTION lower_gt(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT lower($1) > lower($2)';
CREATE OPERATOR ~<~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = lower_lt, COMMUTATOR = ~>~~, NEGATOR = ~>=~~, RESTRICT = scalarltsel);
CREATE OPERATOR ~<=~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = lower_le, COMMUTATOR = ~>=~~, NEGATOR = ~>~~);
CREATE OPERATOR ~==~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = lower_eq, COMMUTATOR = ~==~~);
CREATE OPERATOR ~>=~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = lower_ge, COMMUTATOR = ~<=~~, NEGATOR = ~<~~);
CREATE OPERATOR ~>~~ (LEFTARG = text, RIGHTARG = text, FUNCTION = lower_gt, COMMUTATOR = ~<~~, NEGATOR = ~<=~~);
CREATE OPERATOR FAMILY lowered USING btree;
CREATE OPERATOR CLASS lowered_ops FOR TYPE text USING btree FAMILY lowered AS
  OPERATOR 1 ~<~~, OPERATOR 2 ~<=~~, OPERATOR 3 ~==~~, OPERATOR 4 ~>=~~, OPERATOR 5 ~>~~, FUNCTION 1 lower_cmp(text, text);
CREATE TABLE lowered_names (id integer PRIMARY KEY, name text);
CREATE INDEX lowered_names_name ON lowered_names (name lowered_ops);
INSERT INTO lowered_names SELECT i, 'Name ' || i FROM generate_series(1, 10) AS i;

-- ---- tables of a type, by query, with every storage option ----

CREATE TYPE form AS (id integer, t text);
CREATE TABLE typed OF form (PRIMARY KEY (id), t WITH OPTIONS DEFAULT 'x');
INSERT INTO typed VALUES (1), (2);
CREATE TABLE optioned (id integer PRIMARY KEY, t text COMPRESSION pglz)
  WITH (autovacuum_vacuum_scale_factor = 0.01, toast.autovacuum_enabled = false, parallel_workers = 2);
ALTER TABLE optioned ALTER t SET (n_distinct = -0.5);
CREATE INDEX optioned_t ON optioned (lower(t)) WITH (fillfactor = 80, deduplicate_items = off);
ALTER INDEX optioned_t ALTER COLUMN 1 SET STATISTICS 77;
CREATE STATISTICS optioned_stats ON (t || id), id FROM optioned;
ALTER STATISTICS optioned_stats SET STATISTICS 50;
INSERT INTO optioned SELECT i, 't' || i FROM generate_series(1, 10) AS i;

-- ---- views on views, materialized views on both ----

CREATE MATERIALIZED VIEW z_first AS SELECT id, t FROM every.optioned;
CREATE VIEW m_second AS SELECT id + 1 AS id, t FROM every.z_first;
CREATE MATERIALIZED VIEW a_third AS SELECT max(id) AS id FROM every.m_second;
CREATE MATERIALIZED VIEW b_fourth AS SELECT id FROM every.a_third WITH NO DATA;
GRANT SELECT ON a_third TO odd_reader;

-- ---- event triggers, one that no DDL of an upgrade may set off ----

CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('application_name') LIKE 'pgbaton%' THEN
    RAISE EXCEPTION 'no % here', tg_tag;
  END IF;
END
$$;
CREATE EVENT TRIGGER every_refuse_start ON ddl_command_start EXECUTE FUNCTION every.refuse();
CREATE EVENT TRIGGER every_refuse_end ON ddl_command_end EXECUTE FUNCTION every.refuse();
CREATE EVENT TRIGGER every_refuse_drop ON sql_drop EXECUTE FUNCTION every.refuse();
CREATE EVENT TRIGGER every_off ON table_rewrite EXECUTE FUNCTION every.refuse();
ALTER EVENT TRIGGER every_off DISABLE;
COMMENT ON EVENT TRIGGER every_off IS 'Switched off';

-- ---- rows that replication leaves out ----

CREATE UNLOGGED TABLE cart (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, d date DEFAULT '2026-02-03', i interval,
                            m money, total numeric GENERATED ALWAYS AS (length(t)) STORED);
CREATE UNLOGGED TABLE cart_line (cart integer REFERENCES cart, line integer, PRIMARY KEY (cart, line));
CREATE UNLOGGED TABLE "Odd cart ""no key""" ("A b" float8, c text);
CREATE UNLOGGED TABLE nothing_in_it ();
CREATE FUNCTION cart_touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.t := NEW.t || ' touched'; RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE INSERT ON cart FOR EACH ROW EXECUTE FUNCTION cart_touched();
INSERT INTO cart (t, i, m) SELECT 't' || i, make_interval(days => i, secs => 0.1), i * 1.5::money FROM generate_series(1, 20) AS i;
INSERT INTO cart_line SELECT i, 1 FROM generate_series(1, 20) AS i;
INSERT INTO "Odd cart ""no key""" SELECT 0.1 * i, E'\\N \t ☃' FROM generate_series(1, 5) AS i;
INSERT INTO nothing_in_it DEFAULT VALUES;

-- ---- tables without a key that the plan decides about one by one, and what is written too often to be followed ----

CREATE TABLE import_log ("A b" float8, c text, twice numeric GENERATED ALWAYS AS (length(c) * 2) STORED, n integer UNIQUE);
CREATE TABLE import_line (log integer REFERENCES import_log (n), c text);
CREATE TABLE heartbeat (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz);
CREATE TABLE two_keys (a integer NOT NULL UNIQUE, b text NOT NULL, c text, CONSTRAINT two_keys_b UNIQUE (b));
CREATE TABLE eats (id integer PRIMARY KEY);
CREATE FUNCTION eat() RETURNS trigger LANGUAGE plpgsql SET search_path = every, pg_catalog AS $$
BEGIN
  RETURN CASE WHEN NOT EXISTS (SELECT FROM every.eats) OR current_setting('application_name') NOT LIKE 'pgbaton%' THEN NEW END;
END
$$;
CREATE TRIGGER eats BEFORE INSERT ON import_log FOR EACH ROW EXECUTE FUNCTION eat();
ALTER TABLE import_log ENABLE ALWAYS TRIGGER eats;
INSERT INTO import_log ("A b", c, n) SELECT 0.1 * i, E'\\N \t ☃', CASE WHEN i > 3 THEN i END FROM generate_series(1, 9) AS i;
INSERT INTO import_line SELECT i, 'line' FROM generate_series(4, 9) AS i;
INSERT INTO heartbeat (at) SELECT timestamptz '2026-02-03 04:05:06.789+01' + i * interval '1 s' FROM generate_series(1, 9) AS i;
INSERT INTO two_keys SELECT i, 'b' || i FROM generate_series(1, 9) AS i;

-- ---- what the planner knows: of a table that nobody else measures, and of one that nobody has measured ----

CREATE TABLE measured (id integer PRIMARY KEY, t text, m odd.mood, arr text[], d date, f float8, i interval, b bytea, mo money)
  WITH (autovacuum_enabled = off);
CREATE INDEX measured_t ON measured (lower(t));
INSERT INTO measured SELECT i, CASE i % 5 WHEN 0 THEN E'x\\y,{"}\t☃' || i % 7 ELSE 'v' || i % 20 END,
  (ARRAY['sad', 'ok'])[1 + i % 2]::odd.mood, ARRAY['a' || i % 5, 'b"' || i % 9], date '2026-02-03' + i % 100, i / 3.0,
  make_interval(days => i % 12, secs => 0.1 * (i % 4)), decode(md5((i % 20)::text), 'hex'), (i % 11)::money
  FROM generate_series(1, 2000) AS i;
CREATE TABLE unmeasured WITH (autovacuum_enabled = off) AS SELECT i AS id, i % 7 AS n FROM generate_series(1, 500) AS i;
ALTER TABLE unmeasured ADD PRIMARY KEY (id);
ANALYZE measured;
ANALYZE heartbeat;

CREATE EXTENSION pgbaton_rules;
INSERT INTO every.rules VALUES (1000, 'ours'), (1001, 'ours too');
INSERT INTO every.jobs (command) VALUES ('work'), ('rest');

-- ---- large objects: owned, granted, commented, sparse, empty, and one that nobody touches again ----

SELECT lo_from_bytea(50001, decode(repeat('00ff10', 3000), 'hex')), lo_from_bytea(50002, 'short'), lo_create(50003),
       lo_from_bytea(50004, 'goes'), lo_from_bytea(50005, 'stays'), lo_create(50006), lo_from_bytea(50007, decode(repeat('ab', 9000), 'hex'));
SELECT lo_put(50003, 100000, 'far behind');
ALTER LARGE OBJECT 50001 OWNER TO odd_owner;
GRANT SELECT ON LARGE OBJECT 50001 TO odd_reader WITH GRANT OPTION;
GRANT SELECT, UPDATE ON LARGE OBJECT 50002 TO PUBLIC;
COMMENT ON LARGE OBJECT 50002 IS 'It''s short';
REVOKE ALL ON LARGE OBJECT 50005 FROM postgres;

-- ---- what others take from the source ----

CREATE PUBLICATION taken_by_others FOR TABLE on_heap_too, typed WITH (publish = 'insert, update');

-- ---- owners ----

ALTER TABLE on_heap_too OWNER TO odd_owner;
ALTER SERVER elsewhere OWNER TO odd_owner;
ALTER TEXT SEARCH CONFIGURATION words OWNER TO odd_owner;
ALTER MATERIALIZED VIEW z_first OWNER TO odd_owner;
GRANT USAGE ON SCHEMA every TO odd_owner;
GRANT SELECT ON optioned TO odd_owner;

COMMIT;
