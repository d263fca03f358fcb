-- What an upgrade by logical replication cannot carry over as it is: a check has to find each of these before anything is changed.
-- Loads on 13 and later into any database, by psql or JDBC, as a superuser; independent of odd.sql.

BEGIN;
SET LOCAL client_min_messages = warning;
CREATE SCHEMA trap;
COMMENT ON SCHEMA trap IS 'Each object here stops replication or loses something';
SET LOCAL search_path = trap;

-- the apply worker's search_path is empty: the first replicated row fails with "relation does not exist"
CREATE TABLE known (code text PRIMARY KEY);
INSERT INTO known VALUES ('a');
CREATE FUNCTION is_known(c text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN EXISTS (SELECT FROM known WHERE code = c); END $$;
CREATE TABLE checked_by_unqualified_name (id serial PRIMARY KEY, code text CHECK (is_known(code)));
INSERT INTO checked_by_unqualified_name (code) VALUES ('a'), ('a');

-- the same in an index expression: the index cannot be built
CREATE FUNCTION plus_one(i integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT i + 1';
CREATE FUNCTION plus_two(i integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN plus_one(plus_one(i)); END $$;
CREATE TABLE indexed_by_unqualified_name (id serial PRIMARY KEY);
CREATE INDEX by_unqualified_name ON indexed_by_unqualified_name (plus_two(id));
INSERT INTO indexed_by_unqualified_name DEFAULT VALUES;

-- fires for replicated rows too: its effect is there twice
CREATE TABLE effects (id serial PRIMARY KEY, t text);
CREATE TABLE fires_always (id serial PRIMARY KEY);
CREATE FUNCTION take_effect() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO trap.effects (t) VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER always AFTER INSERT ON fires_always FOR EACH ROW EXECUTE FUNCTION take_effect();
ALTER TABLE fires_always ENABLE ALWAYS TRIGGER always;
CREATE TABLE fires_on_replica (id serial PRIMARY KEY);
CREATE TRIGGER on_replica AFTER INSERT ON fires_on_replica FOR EACH ROW EXECUTE FUNCTION take_effect();
ALTER TABLE fires_on_replica ENABLE REPLICA TRIGGER on_replica;

-- an enum hashes by its oid, which differs between the servers: rows do not fit the partition they came from
CREATE TYPE size AS ENUM ('s', 'm', 'l', 'xl');
CREATE TABLE hashed_by_enum (s size NOT NULL, id integer NOT NULL, PRIMARY KEY (s, id)) PARTITION BY HASH (s);
CREATE TABLE hashed_by_enum_0 PARTITION OF hashed_by_enum FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hashed_by_enum_1 PARTITION OF hashed_by_enum FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO hashed_by_enum SELECT s, i FROM unnest(enum_range(NULL::size)) AS s, generate_series(1, 10) AS i;

-- no key, and a column without equality: not even REPLICA IDENTITY FULL finds a row
CREATE TABLE keyless_without_equality (j json, t text);
INSERT INTO keyless_without_equality VALUES ('{}', 'a'), ('{}', 'a');
-- no identity on purpose: updates fail as soon as the table is published
CREATE TABLE identity_nothing (id integer PRIMARY KEY);
ALTER TABLE identity_nothing REPLICA IDENTITY NOTHING;
INSERT INTO identity_nothing VALUES (1);
-- no key at all
CREATE TABLE keyless (t text);
INSERT INTO keyless VALUES ('a'), ('a');

-- large objects are in a catalog, which is never decoded
CREATE TABLE papers (id serial PRIMARY KEY, scan oid);
INSERT INTO papers (scan) VALUES (lo_from_bytea(0, 'a scan'));

-- from 16 on rows are applied as the table's owner, whom FORCE subjects to the policies: the copy fails
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'trap_owner') THEN
    CREATE ROLE trap_owner NOLOGIN;
  END IF;
END
$$;
CREATE TABLE secured_by_force (id serial PRIMARY KEY, who name NOT NULL);
INSERT INTO secured_by_force (who) VALUES ('a'), ('b');
ALTER TABLE secured_by_force OWNER TO trap_owner;
ALTER TABLE secured_by_force ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON secured_by_force USING (who = current_user);

-- not in the WAL
CREATE UNLOGGED TABLE unlogged (id serial PRIMARY KEY);
INSERT INTO unlogged DEFAULT VALUES;

-- no room for a margin
CREATE SEQUENCE used_up AS smallint MAXVALUE 3;
SELECT setval('used_up', 3);

-- kills a copy that is made by this role
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'trap_hasty') THEN
    CREATE ROLE trap_hasty LOGIN REPLICATION;
  END IF;
END
$$;
ALTER ROLE trap_hasty SET statement_timeout = '1s';

COMMIT;
