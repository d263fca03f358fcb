-- The odd things of real schemas, each with rows, all of which an upgrade must carry over. What it may not carry over is in odd-traps.sql.
-- Loads on 13 and later, by psql or JDBC, as a superuser; what a version, a build or a missing extension cannot do is left out.

BEGIN;
SET LOCAL client_min_messages = warning;

-- ---- roles ----

DO $$
DECLARE
  r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['odd_owner', 'odd_reader', 'Odd "Role"'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN', r);
      EXECUTE format('COMMENT ON ROLE %I IS %L', r, 'It''s a role of the odd schema');
    END IF;
  END LOOP;
END
$$;
GRANT odd_reader TO odd_owner WITH ADMIN OPTION;
ALTER ROLE odd_reader SET search_path = odd, public;
ALTER ROLE odd_reader SET work_mem = '5MB';

-- ---- extensions, where the server has them ----

DO $$
DECLARE
  e text;
BEGIN
  FOREACH e IN ARRAY ARRAY['pgcrypto', 'citext', 'hstore', 'btree_gist'] LOOP
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = e) THEN
      EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA public', e);
    END IF;
  END LOOP;
END
$$;

CREATE SCHEMA odd;
CREATE SCHEMA odd_empty;
CREATE SCHEMA odd_private AUTHORIZATION odd_owner;
COMMENT ON SCHEMA odd IS 'It''s odd: "quotes", $$dollars$$, a \ and
a second line; -- Name: odd; Type: SCHEMA';

SET LOCAL search_path = odd, public;

-- ---- types ----

CREATE TYPE mood AS ENUM ('sad', 'so so', 'it''s "fine"');
ALTER TYPE mood ADD VALUE 'ecstatic' AFTER 'so so';
-- before 17 an added label can be used only after a commit
COMMIT;
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = odd, public;
CREATE TYPE point3 AS (x integer, y integer, label text);
CREATE TYPE float_range AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN even_positive AS positive DEFAULT 2 CONSTRAINT is_even CHECK (VALUE % 2 = 0);
CREATE DOMAIN moods AS mood[] NOT NULL DEFAULT '{}';
COMMENT ON TYPE mood IS 'Labels with spaces and quotes';
COMMENT ON DOMAIN even_positive IS 'A domain over a domain';
CREATE COLLATION plain FROM "C";

-- ---- functions: unqualified names, dollars, question marks, text that looks like a dump ----

CREATE TABLE rate (code text PRIMARY KEY, factor numeric NOT NULL);
INSERT INTO rate VALUES ('std', 1.2), ('low', 1.05);

CREATE FUNCTION default_code() RETURNS text LANGUAGE sql STABLE AS 'SELECT min(code) FROM rate';
CREATE FUNCTION factor_of(c text) RETURNS numeric LANGUAGE plpgsql STABLE AS $f$
BEGIN
  -- Name: rate; Type: INDEX; Schema: odd; Owner: -
  /* $$ a body within a body $$ ; */
  RETURN (SELECT factor FROM rate WHERE code = c);
END
$f$;
CREATE FUNCTION shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(t) || '!' $$;
-- names that are resolved wherever the functions run: under apply the search_path is empty
CREATE FUNCTION shout_twice(t text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = odd, public
  AS $$ SELECT shout(shout(t)) $$;
CREATE FUNCTION is_known(c text) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = odd, public
  AS $$ BEGIN RETURN EXISTS (SELECT FROM rate WHERE code = c); END $$;
CREATE FUNCTION has_key(j jsonb, k text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT j ? k OR j ?| ARRAY[k] OR j ?& ARRAY[k] $$;
CREATE FUNCTION owner_only(VARIADIC n integer[] DEFAULT '{}', OUT total bigint) LANGUAGE sql SECURITY DEFINER
  AS $$ SELECT sum(x) FROM unnest(n) AS x $$;
ALTER FUNCTION owner_only(integer[]) OWNER TO odd_owner;
REVOKE EXECUTE ON FUNCTION owner_only(integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION owner_only(integer[]) TO odd_reader WITH GRANT OPTION;
CREATE PROCEDURE set_factor(c text, f numeric) LANGUAGE plpgsql AS $$ BEGIN UPDATE rate SET factor = f WHERE code = c; END $$;
CREATE FUNCTION add_text(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(a || '; ', '') || b $$;
CREATE AGGREGATE join_all(text) (SFUNC = add_text, STYPE = text);
CREATE OPERATOR +~ (LEFTARG = text, RIGHTARG = text, FUNCTION = add_text);
CREATE CAST (mood AS integer) WITH INOUT;
COMMENT ON FUNCTION factor_of(text) IS 'Reads rate without naming its schema;
-- Name: factor_of; Type: FUNCTION';
COMMENT ON AGGREGATE join_all(text) IS 'Joins';
COMMENT ON OPERATOR +~ (text, text) IS 'Adds';
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 140000 THEN
    EXECUTE 'CREATE FUNCTION standard_body(t text) RETURNS text LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT odd.shout(t); SELECT t; END';
  END IF;
END
$$;

-- ---- sequences ----

CREATE SEQUENCE never_called;
CREATE SEQUENCE never_called_from_seven START 7 MINVALUE 5;
CREATE SEQUENCE free_standing START 1000;
CREATE SEQUENCE by_two INCREMENT 2 START 11;
CREATE SEQUENCE in_hundreds CACHE 100;
CREATE SEQUENCE downward INCREMENT -1 MINVALUE -100000 MAXVALUE 0 START 0;
CREATE SEQUENCE downward_by_three INCREMENT -3 MINVALUE -9000000 MAXVALUE -1 START -1;
CREATE SEQUENCE round AS smallint MAXVALUE 10 CYCLE;
CREATE SEQUENCE round_downward INCREMENT -1 MINVALUE -5 MAXVALUE 5 START 5 CYCLE;
CREATE SEQUENCE small_and_nearly_full AS smallint START 32750;
CREATE SEQUENCE nearly_full AS integer START 2147483600;
CREATE SEQUENCE full_up AS smallint MAXVALUE 3;
CREATE SEQUENCE shared START 50;
COMMENT ON SEQUENCE by_two IS 'Odd numbers only';
SELECT nextval('free_standing'), nextval('by_two'), nextval('by_two'), nextval('in_hundreds'), nextval('downward'),
       nextval('downward'), nextval('downward_by_three'), nextval('round'), nextval('round_downward'),
       nextval('small_and_nearly_full'), nextval('nearly_full'), setval('full_up', 3), setval('free_standing', 2000, false);

-- ---- keys of every kind ----

CREATE TABLE identity_always (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text);
CREATE TABLE identity_default (id smallint GENERATED BY DEFAULT AS IDENTITY (START 100 INCREMENT 5) PRIMARY KEY, t text);
CREATE TABLE serials (id bigserial PRIMARY KEY, small smallserial, n serial, t text);
CREATE TABLE shares_a (id bigint PRIMARY KEY DEFAULT nextval('shared'), t text);
CREATE TABLE shares_b (id bigint PRIMARY KEY DEFAULT nextval('shared'), t text);
CREATE TABLE counts_down (id integer PRIMARY KEY DEFAULT nextval('downward'), t text);
CREATE TABLE two_part_key (a text, b integer, t text, PRIMARY KEY (b, a));
CREATE TABLE keyless (a integer, t text);
COMMENT ON TABLE keyless IS 'Has no key, and rows that are equal in all columns';
CREATE TABLE unique_only (code text NOT NULL, t text);
CREATE UNIQUE INDEX unique_only_code ON unique_only (code);
COMMENT ON TABLE unique_only IS 'No primary key, but an index that could be the replica identity';
CREATE TABLE unique_nullable (code text UNIQUE, t text);
CREATE TABLE identity_full (id integer, t text);
ALTER TABLE identity_full REPLICA IDENTITY FULL;
CREATE TABLE identity_index (id serial PRIMARY KEY, code text NOT NULL, t text);
CREATE UNIQUE INDEX "identity index, by code" ON identity_index (code);
ALTER TABLE identity_index REPLICA IDENTITY USING INDEX "identity index, by code";
CREATE TABLE deferred_key (id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, t text);
COMMENT ON TABLE deferred_key IS 'A deferrable primary key cannot be a replica identity';
CREATE TABLE no_columns ();

INSERT INTO identity_always (t) SELECT 't' || i FROM generate_series(1, 50) AS i;
INSERT INTO identity_default (t) SELECT 't' || i FROM generate_series(1, 50) AS i;
INSERT INTO serials (t) SELECT 't' || i FROM generate_series(1, 50) AS i;
INSERT INTO shares_a (t) SELECT 'a' || i FROM generate_series(1, 20) AS i;
INSERT INTO shares_b (t) SELECT 'b' || i FROM generate_series(1, 20) AS i;
INSERT INTO counts_down (t) SELECT 't' || i FROM generate_series(1, 20) AS i;
INSERT INTO two_part_key SELECT 'a' || i % 3, i, NULL FROM generate_series(1, 30) AS i;
INSERT INTO keyless SELECT i % 5, CASE WHEN i % 3 > 0 THEN 'same' END FROM generate_series(1, 45) AS i;
INSERT INTO unique_only SELECT 'c' || i, 't' FROM generate_series(1, 20) AS i;
INSERT INTO unique_nullable SELECT CASE WHEN i % 4 > 0 THEN 'c' || i END, 't' FROM generate_series(1, 20) AS i;
INSERT INTO identity_full SELECT i / 2, 't' FROM generate_series(1, 20) AS i;
INSERT INTO identity_index (code) SELECT 'c' || i FROM generate_series(1, 20) AS i;
INSERT INTO deferred_key SELECT i FROM generate_series(1, 20) AS i;
INSERT INTO no_columns DEFAULT VALUES;
INSERT INTO no_columns DEFAULT VALUES;

-- ---- partitions and inheritance ----

CREATE TABLE event (id bigserial, day date NOT NULL, kind text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY HASH (id);
CREATE TABLE event_2026_0 PARTITION OF event_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE odd_private."event 2026.1" PARTITION OF event_2026 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE INDEX event_kind ON event (kind, day);
COMMENT ON TABLE event IS 'By year, then by hash, and the rest';
INSERT INTO event (day, kind) SELECT date '2024-11-01' + i, 'k' || i % 7 FROM generate_series(1, 900) AS i;
CREATE TABLE by_list (region text NOT NULL, n integer, PRIMARY KEY (region, n)) PARTITION BY LIST (region);
CREATE TABLE by_list_north PARTITION OF by_list FOR VALUES IN ('n', 'nw');
CREATE TABLE by_list_south PARTITION OF by_list FOR VALUES IN ('s');
INSERT INTO by_list SELECT (ARRAY['n', 'nw', 's'])[1 + i % 3], i FROM generate_series(1, 60) AS i;

CREATE TABLE animal (id serial PRIMARY KEY, name text NOT NULL CHECK (name <> ''));
CREATE TABLE dog (tricks text[], PRIMARY KEY (id)) INHERITS (animal);
INSERT INTO animal (name) VALUES ('cat'), ('cow');
INSERT INTO dog (name, tricks) VALUES ('rex', '{sit,"roll over",NULL}'), ('bello', '{}');

-- ---- columns of every kind ----

CREATE TABLE kinds (
  id        integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  feels     mood DEFAULT 'so so',
  felt      moods,
  even      even_positive,
  place     point3,
  places    point3[],
  during    tstzrange,
  span      float_range,
  grid      integer[][],
  doc       jsonb,
  raw       json,
  bytes     bytea,
  amount    numeric,
  fraction  double precision,
  flags     bit varying(12),
  address   inet,
  uid       uuid,
  pause     interval,
  cash      money,
  search    tsvector,
  spot      point,
  padded    char(10),
  "char"    "char",
  relation  regclass,
  in_c      text COLLATE "C",
  in_plain  text COLLATE plain,
  big       text
);
ALTER TABLE kinds ALTER COLUMN big SET STORAGE EXTERNAL;
ALTER TABLE kinds ALTER COLUMN doc SET STATISTICS 500;
INSERT INTO kinds (feels, felt, even, place, places, during, span, grid, doc, raw, bytes, amount, fraction, flags, address, uid,
                   pause, cash, search, spot, padded, "char", relation, in_c, in_plain, big)
SELECT (enum_range(NULL::mood))[1 + i % 4], ARRAY['sad', 'ecstatic']::mood[], 2 * i, ROW (i, -i, 'a "b", c')::point3,
       ARRAY[ROW (1, NULL, '')::point3, NULL], tstzrange('2026-01-01 00:00+00', NULL), float_range(0.1, i), '{{1,2},{3,NULL}}',
       jsonb_build_object('i', i, 'text', E'tab\t"quote" \\ ☃', 'none', NULL), '{"a" : 1,  "a" : 2}', decode(md5(i::text), 'hex'),
       CASE WHEN i % 5 = 0 THEN 'NaN' ELSE i / 3.0 END, CASE i % 4 WHEN 0 THEN '-Infinity'::float8 WHEN 1 THEN 0.1 WHEN 2 THEN -0.0 ELSE 1e-300 END,
       B'1010', '2001:db8::/32', md5(i::text)::uuid, interval '1 month -2 days 03:04:05.678', 12.34::money,
       to_tsvector('simple', 'odd things ' || i), point(i, -i), 'pad', 'x', 'odd.rate', 'ä', 'Z',
       CASE WHEN i % 10 = 0 THEN repeat(md5(i::text), 1000) ELSE E'line\r\nline\t\\N \\. $$' END
FROM generate_series(1, 60) AS i;
INSERT INTO kinds (felt) VALUES ('{}');

CREATE TABLE computed (
  id    serial PRIMARY KEY,
  price numeric(10, 2) NOT NULL,
  n     integer NOT NULL,
  total numeric GENERATED ALWAYS AS (price * n) STORED,
  loud  text GENERATED ALWAYS AS (odd.shout_twice('n')) STORED
);
INSERT INTO computed (price, n) SELECT i / 4.0, i FROM generate_series(1, 40) AS i;
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    EXECUTE 'ALTER TABLE odd.computed ADD COLUMN on_read integer GENERATED ALWAYS AS (n + 1) VIRTUAL';
  END IF;
END
$$;

CREATE TABLE dropped_columns (gone integer, id integer PRIMARY KEY, gone_too text, t text);
INSERT INTO dropped_columns SELECT 1, i, 'x', 't' FROM generate_series(1, 20) AS i;
ALTER TABLE dropped_columns DROP COLUMN gone, DROP COLUMN gone_too, ADD COLUMN late integer DEFAULT 42;

-- what an extension or a build may lack
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'citext') THEN
    EXECUTE 'CREATE TABLE odd.case_blind (mail citext PRIMARY KEY, t text)';
    EXECUTE 'INSERT INTO odd.case_blind SELECT ''Mail'' || i, ''t'' FROM generate_series(1, 20) AS i';
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'hstore') THEN
    EXECUTE 'CREATE TABLE odd.pairs (id serial PRIMARY KEY, h hstore)';
    EXECUTE 'CREATE INDEX pairs_h ON odd.pairs USING gin (h)';
    EXECUTE $x$INSERT INTO odd.pairs (h) SELECT hstore(ARRAY['a', 'b "c"'], ARRAY[i::text, NULL]) FROM generate_series(1, 20) AS i$x$;
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pgcrypto') THEN
    EXECUTE 'CREATE TABLE odd.digests (id serial PRIMARY KEY, d bytea DEFAULT digest(''x'', ''sha256''), u uuid DEFAULT gen_random_uuid())';
    EXECUTE 'INSERT INTO odd.digests (d, u) SELECT digest(i::text, ''sha1''), md5(i::text)::uuid FROM generate_series(1, 20) AS i';
  END IF;
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gist') THEN
    EXECUTE 'CREATE TABLE odd.booking (id serial PRIMARY KEY, room integer, during daterange,
             CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, during WITH &&))';
    EXECUTE 'INSERT INTO odd.booking (room, during)
             SELECT i % 3, daterange(date ''2026-01-01'' + i, date ''2026-01-02'' + i) FROM generate_series(1, 30) AS i';
  END IF;
  IF EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i') THEN
    EXECUTE 'CREATE COLLATION odd.no_case (provider = icu, locale = ''und-u-ks-level2'', deterministic = false)';
    EXECUTE 'CREATE TABLE odd.loose (id serial PRIMARY KEY, name text COLLATE odd.no_case UNIQUE)';
    EXECUTE 'INSERT INTO odd.loose (name) SELECT ''Name '' || i FROM generate_series(1, 20) AS i';
  END IF;
  BEGIN
    EXECUTE 'CREATE TABLE odd.papers (id serial PRIMARY KEY, x xml)';
    EXECUTE 'INSERT INTO odd.papers (x) SELECT xmlelement(name a, xmlattributes(i AS n), ''<&>'') FROM generate_series(1, 20) AS i';
  EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'no xml in this build';
  END;
END
$$;

-- ---- constraints ----

-- one transaction loads this file, and a table with checks that are still due cannot be altered
SET CONSTRAINTS ALL IMMEDIATE;
CREATE TABLE priced (
  id    serial PRIMARY KEY,
  code  text NOT NULL DEFAULT default_code() CHECK (is_known(code)),
  ref   integer REFERENCES priced (id) DEFERRABLE INITIALLY DEFERRED,
  place integer UNIQUE DEFERRABLE INITIALLY IMMEDIATE,
  late  integer
);
INSERT INTO priced (ref, place) SELECT CASE WHEN i > 1 THEN i - 1 END, i FROM generate_series(1, 30) AS i;
ALTER TABLE priced ADD CONSTRAINT not_yet_valid CHECK (late > 0) NOT VALID;
CREATE INDEX priced_loud ON priced (shout_twice(code), place DESC NULLS LAST) INCLUDE (ref) WHERE place > 3;
COMMENT ON CONSTRAINT not_yet_valid ON priced IS 'Not validated';
COMMENT ON INDEX priced_loud IS 'An expression, a predicate and an included column';
CREATE STATISTICS kinds_both (ndistinct, dependencies, mcv) ON feels, even FROM kinds;
COMMENT ON STATISTICS kinds_both IS 'Two columns';
CREATE INDEX kinds_doc ON kinds USING gin (doc jsonb_path_ops);
CREATE INDEX kinds_during ON kinds USING gist (during);
CREATE INDEX kinds_brin ON kinds USING brin (amount) WITH (pages_per_range = 8);
CREATE INDEX kinds_hash ON kinds USING hash (in_c);
ALTER TABLE kinds CLUSTER ON kinds_pkey;

-- ---- triggers and rules ----

CREATE TABLE audit (id bigserial PRIMARY KEY, what text NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE watched (id serial PRIMARY KEY, t text, touched integer NOT NULL DEFAULT 0);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit (what) VALUES (TG_NAME || ' ' || TG_OP || ' ' || TG_LEVEL);
  IF TG_WHEN = 'BEFORE' AND TG_LEVEL = 'ROW' AND TG_OP <> 'DELETE' THEN
    NEW.touched := NEW.touched + 1;
    RETURN NEW;
  END IF;
  RETURN coalesce(NEW, OLD);
END
$$;
CREATE FUNCTION check_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM rate) THEN
    RAISE EXCEPTION 'no rates';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER each_row BEFORE INSERT OR UPDATE OR DELETE ON watched FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER each_statement AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON watched FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE TRIGGER of_a_column AFTER UPDATE OF t ON watched FOR EACH ROW WHEN (OLD.t IS DISTINCT FROM NEW.t) EXECUTE FUNCTION note();
CREATE TRIGGER "switched off" AFTER INSERT ON watched FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE watched DISABLE TRIGGER "switched off";
CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON watched DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_late();
COMMENT ON TRIGGER at_commit ON watched IS 'Fires at commit';
INSERT INTO watched (t) SELECT 't' || i FROM generate_series(1, 20) AS i;

CREATE VIEW watched_loud AS SELECT id, shout(t) AS t FROM watched;
CREATE FUNCTION through_view() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO watched (t) VALUES (NEW.t);
  RETURN NEW;
END
$$;
CREATE TRIGGER instead INSTEAD OF INSERT ON watched_loud FOR EACH ROW EXECUTE FUNCTION through_view();

CREATE TABLE ruled (id serial PRIMARY KEY, t text, deleted boolean NOT NULL DEFAULT false);
CREATE RULE keep AS ON DELETE TO ruled DO INSTEAD UPDATE ruled SET deleted = true WHERE id = OLD.id;
CREATE RULE also AS ON UPDATE TO ruled WHERE NEW.t <> OLD.t DO ALSO INSERT INTO audit (what) VALUES ('rule ' || NEW.t);
COMMENT ON RULE keep ON ruled IS 'Rows are never deleted';
INSERT INTO ruled (t) SELECT 't' || i FROM generate_series(1, 20) AS i;

CREATE FUNCTION ddl_seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE DEBUG 'seen: %', tg_tag; END $$;
CREATE EVENT TRIGGER odd_ddl_seen ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION odd.ddl_seen();

-- ---- views ----

CREATE VIEW by_key AS SELECT p.*, count(q.id) AS children FROM priced AS p LEFT JOIN priced AS q ON q.ref = p.id GROUP BY p.id;
COMMENT ON VIEW by_key IS 'Groups by the primary key: the view needs the key';
COMMENT ON COLUMN by_key.children IS 'How many refer to it';
CREATE VIEW barrier WITH (security_barrier, check_option = local) AS SELECT * FROM two_part_key WHERE b > 0;
CREATE RECURSIVE VIEW countdown (n) AS VALUES (5) UNION ALL SELECT n - 1 FROM countdown WHERE n > 0;
CREATE MATERIALIZED VIEW summary AS SELECT code, count(*) AS n FROM odd.priced GROUP BY code;
CREATE UNIQUE INDEX summary_code ON summary (code);
CREATE MATERIALIZED VIEW summary_of_summary AS SELECT sum(n) AS total FROM odd.summary;
CREATE MATERIALIZED VIEW not_filled AS SELECT id FROM odd.priced WITH NO DATA;
COMMENT ON MATERIALIZED VIEW not_filled IS 'Never refreshed';

-- ---- row security ----

CREATE TABLE secured (id serial PRIMARY KEY, who name NOT NULL DEFAULT current_user, t text);
ALTER TABLE secured OWNER TO odd_owner;
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secured USING (who = current_user) WITH CHECK (who = current_user);
CREATE POLICY "all, to read" ON secured AS PERMISSIVE FOR SELECT TO odd_reader USING (true);
COMMENT ON POLICY own_rows ON secured IS 'Everybody their own';
CREATE TABLE secured_by_force (id serial PRIMARY KEY, who name NOT NULL DEFAULT current_user, t text);
ALTER TABLE secured_by_force ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY nobody ON secured_by_force AS RESTRICTIVE USING (false);
INSERT INTO secured (who, t) SELECT (ARRAY['odd_owner', 'odd_reader', 'nobody'])[1 + i % 3], 't' FROM generate_series(1, 30) AS i;
INSERT INTO secured_by_force (who, t) SELECT 'odd_owner', 't' FROM generate_series(1, 30) AS i;

-- ---- names ----

CREATE SCHEMA "Odd Näme.with ""quotes""";
CREATE TABLE "Odd Näme.with ""quotes"""."select" ("group" integer PRIMARY KEY, "Weird ""col""; --" text, "back\slash" text, "☃" text, "a.b" text);
CREATE TABLE "Odd Näme.with ""quotes"""."It's 100% $1 a ?" ("ID" serial PRIMARY KEY, " leading space" text);
CREATE SEQUENCE "Odd Näme.with ""quotes"""."My Séq.1" START 77;
CREATE TABLE "MixedCase" ("Id" integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "MixedCase Id's") PRIMARY KEY, "Größe" text);
CREATE TABLE mixedcase (id serial PRIMARY KEY, t text);
CREATE TABLE a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x (id serial PRIMARY KEY, t text);
CREATE TABLE "user" ("table" integer PRIMARY KEY, "order" text, "end" text);
CREATE INDEX "Index of ""order""" ON "user" ("order");
COMMENT ON TABLE "MixedCase" IS 'Differs from mixedcase by its case alone';
COMMENT ON COLUMN "MixedCase"."Größe" IS 'It''s a column';
INSERT INTO "Odd Näme.with ""quotes"""."select" SELECT i, 'a', 'b\', '☃', 'c' FROM generate_series(1, 20) AS i;
INSERT INTO "Odd Näme.with ""quotes"""."It's 100% $1 a ?" (" leading space") SELECT 'x' FROM generate_series(1, 20);
INSERT INTO "MixedCase" ("Größe") SELECT 'x' FROM generate_series(1, 20);
INSERT INTO mixedcase (t) SELECT 'x' FROM generate_series(1, 20);
INSERT INTO a_name_that_is_just_as_long_as_postgresql_lets_it_be_63_bytes_x (t) SELECT 'x' FROM generate_series(1, 20);
INSERT INTO "user" SELECT i, 'x', 'y' FROM generate_series(1, 20) AS i;
SELECT nextval('"Odd Näme.with ""quotes"""."My Séq.1"');

-- ---- storage, grants ----

CREATE UNLOGGED TABLE scratch (id serial PRIMARY KEY, t text);
COMMENT ON TABLE scratch IS 'Unlogged: its rows are not in the WAL';
INSERT INTO scratch (t) SELECT 'x' FROM generate_series(1, 20);
CREATE TABLE tuned (id integer PRIMARY KEY, t text) WITH (fillfactor = 70, autovacuum_enabled = false);
INSERT INTO tuned SELECT i, 'x' FROM generate_series(1, 20) AS i;
CREATE TABLE emptied (id integer PRIMARY KEY, t text);
INSERT INTO emptied SELECT i, 'x' FROM generate_series(1, 20) AS i;
DO $$
BEGIN
  EXECUTE format('COMMENT ON TABLE odd.tuned IS %L', repeat('A long comment. It''s long; "long". ', 500));
END
$$;

GRANT USAGE ON SCHEMA odd TO odd_reader, PUBLIC;
GRANT SELECT ON rate, priced TO odd_reader WITH GRANT OPTION;
GRANT SELECT (id, feels), UPDATE (feels) ON kinds TO odd_reader, "Odd ""Role""";
GRANT USAGE ON SEQUENCE free_standing TO odd_reader;
GRANT USAGE ON TYPE mood TO odd_reader;
REVOKE USAGE ON TYPE point3 FROM PUBLIC;
GRANT ALL ON "MixedCase" TO PUBLIC;
GRANT USAGE ON SCHEMA odd_private TO "Odd ""Role""";
ALTER DEFAULT PRIVILEGES IN SCHEMA odd GRANT SELECT ON TABLES TO odd_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE odd_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE odd_owner IN SCHEMA odd_private GRANT USAGE ON SEQUENCES TO "Odd ""Role""";

COMMIT;
