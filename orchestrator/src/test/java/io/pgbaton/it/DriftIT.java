package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Drift;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.SchemaFingerprint;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes apart between the copy and the switch is told object by object, keeps the switch from happening, and can be healed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriftIT {
    private static final String NAME = "drift";
    private static final String LISTED = "listed";

    private Lab lab;
    private Rig rig;
    private Plan plan;
    private Servers servers;

    @BeforeAll
    void start() {
        lab = Lab.start(17, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app", "CREATE DATABASE second");
        Comparison.load(lab.login(SOURCE, "app"), "odd.sql");
        rig.sql(
                SOURCE,
                "app",
                "CREATE FUNCTION odd.noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER of_all_partitions AFTER INSERT ON odd.event FOR EACH ROW EXECUTE FUNCTION odd.noted()",
                "CREATE VIEW odd.joined AS SELECT r.code, p.id, old.code AS old_code FROM odd.rate r"
                        + " JOIN odd.priced p USING (code) LEFT JOIN odd.rate old ON old.code = r.code || '.x'"
                        + " WHERE EXISTS (SELECT FROM odd.priced q WHERE q.id = p.ref AND q.code <> 'a.b')");
        rig.sql(SOURCE, "second", "CREATE TABLE kept (id int PRIMARY KEY, t text)", "INSERT INTO kept VALUES (1, 'a')");
        plan = add(
                NAME,
                "app",
                "tablesWithoutKey: full",
                "ddlGuard: record",
                "acknowledge: [{finding: PF-R18, because: a test}, {finding: D-34, because: a test}]");
        rig.reach(NAME, Goal.IN_SYNC);
        servers = rig.workshop("looks").servers(plan);
    }

    private Plan add(String name, String database, String... more) {
        List<String> lines = new ArrayList<>(List.of("traffic: {kind: fence}"));
        lines.addAll(List.of(more));
        var file = rig.plan(name, "[" + database + "]", lines.toArray(String[]::new));
        rig.upgrades.add(file);
        return file.plan();
    }

    @AfterAll
    void stop() {
        servers.close();
        rig.close();
        lab.close();
    }

    private SchemaFingerprint schema(Server server) {
        return SchemaFingerprint.of(servers.catalog(new Place(server, "app")), new Marker(NAME));
    }

    private List<Drift> drift() {
        return schema(SOURCE).drift(SOURCE, schema(TARGET), SOURCE);
    }

    private List<Drift> told(String name) {
        return Objects.requireNonNull(
                rig.upgrades.status(name).databases().get(0).drift());
    }

    @Test
    @Order(1)
    void a_copied_schema_is_alike_on_both_servers() {
        assertThat(drift()).isEmpty();
        assertThat(told(NAME)).isEmpty();
        assertThat(schema(SOURCE).size()).isGreaterThan(400);
        assertThat(rig.upgrades.report(NAME).remains()).contains("The schemas of both servers are alike in app.");
    }

    @ParameterizedTest(name = "{0}")
    @Order(2)
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ALTER TABLE odd.rate ADD COLUMN note text          | ALTER TABLE odd.rate DROP COLUMN note                | column odd.rate.note: on the source alone (text)
            ALTER TABLE odd.serials ALTER small TYPE integer   | ALTER TABLE odd.serials ALTER small TYPE smallint    | column odd.serials.small: integer NOT NULL
            ALTER TABLE odd.mixedcase ALTER t SET NOT NULL     | ALTER TABLE odd.mixedcase ALTER t DROP NOT NULL      | column odd.mixedcase.t: text NOT NULL on the source, text on the target
            ALTER TABLE odd.mixedcase ALTER t SET DEFAULT 'x'  | ALTER TABLE odd.mixedcase ALTER t DROP DEFAULT       | column odd.mixedcase.t: text DEFAULT 'x'::text on the source
            CREATE TABLE odd.fresh (id serial PRIMARY KEY)     | DROP TABLE odd.fresh                                 | table odd.fresh: on the source alone
            CREATE TABLE odd.event_2040 PARTITION OF odd.event FOR VALUES FROM ('2040-01-01') TO ('2041-01-01') | DROP TABLE odd.event_2040 | table odd.event_2040: on the source alone (partition of odd.event FOR VALUES FROM ('2040-01-01')
            CREATE INDEX extra ON odd.event (kind)             | DROP INDEX odd.extra                                 | index odd.extra: on the source alone
            DROP INDEX odd.priced_loud                         | CREATE INDEX priced_loud ON odd.priced (odd.shout_twice(code), place DESC NULLS LAST) INCLUDE (ref) WHERE place > 3 | index odd.priced_loud: on the target alone
            ALTER TABLE odd.rate ADD CONSTRAINT much CHECK (factor > 0) | ALTER TABLE odd.rate DROP CONSTRAINT much   | check much on odd.rate: on the source alone (CHECK ((factor > (0)::numeric)))
            ALTER TABLE odd.rate ADD CONSTRAINT one UNIQUE (factor)     | ALTER TABLE odd.rate DROP CONSTRAINT one    | unique constraint one on odd.rate: on the source alone (UNIQUE (factor))
            ALTER TABLE odd.shares_b ADD CONSTRAINT a FOREIGN KEY (id) REFERENCES odd.shares_a NOT VALID | ALTER TABLE odd.shares_b DROP CONSTRAINT a | foreign key a on odd.shares_b: on the source alone
            ALTER TYPE odd.mood RENAME VALUE 'sad' TO 'blue'   | ALTER TYPE odd.mood RENAME VALUE 'blue' TO 'sad'     | enum odd.mood: ('blue', 'so so', 'ecstatic', 'it''s "fine"') on the source, ('sad',
            ALTER DOMAIN odd.positive SET DEFAULT 3            | ALTER DOMAIN odd.positive DROP DEFAULT               | domain odd.positive: integer DEFAULT 3 on the source
            ALTER DOMAIN odd.positive ADD CONSTRAINT small CHECK (VALUE < 9999) | ALTER DOMAIN odd.positive DROP CONSTRAINT small | check small on odd.positive
            CREATE TYPE odd.pair AS (a int, b int)             | DROP TYPE odd.pair                                   | type odd.pair: on the source alone
            ALTER VIEW odd.barrier RESET (security_barrier)    | ALTER VIEW odd.barrier SET (security_barrier)        | view odd.barrier
            CREATE OR REPLACE VIEW odd.barrier WITH (security_barrier, check_option = local) AS SELECT * FROM odd.two_part_key WHERE b > 1 | CREATE OR REPLACE VIEW odd.barrier WITH (security_barrier, check_option = local) AS SELECT * FROM odd.two_part_key WHERE b > 0 | view odd.barrier
            CREATE MATERIALIZED VIEW odd.extra AS SELECT 1 AS n | DROP MATERIALIZED VIEW odd.extra                    | materialized view odd.extra: on the source alone
            ALTER FUNCTION odd.shout(text) STABLE              | ALTER FUNCTION odd.shout(text) IMMUTABLE             | function odd.shout(text)
            ALTER TABLE odd.watched ENABLE TRIGGER "switched off" | ALTER TABLE odd.watched DISABLE TRIGGER "switched off" | trigger "switched off" on odd.watched
            ALTER TABLE odd.ruled DISABLE RULE also            | ALTER TABLE odd.ruled ENABLE RULE also               | rule also on odd.ruled
            ALTER POLICY own_rows ON odd.secured USING (true)  | ALTER POLICY own_rows ON odd.secured USING (who = current_user) | policy own_rows on odd.secured
            ALTER TABLE odd.rate ENABLE ROW LEVEL SECURITY     | ALTER TABLE odd.rate DISABLE ROW LEVEL SECURITY      | row security odd.rate: enabled on the source, disabled on the target
            ALTER SEQUENCE odd.by_two INCREMENT 4              | ALTER SEQUENCE odd.by_two INCREMENT 2                | sequence odd.by_two
            CREATE STATISTICS odd.more ON a, b FROM odd.two_part_key | DROP STATISTICS odd.more                       | statistics odd.more: on the source alone
            ALTER TABLE odd.rate REPLICA IDENTITY FULL         | ALTER TABLE odd.rate REPLICA IDENTITY DEFAULT        | replica identity odd.rate: FULL on the source, DEFAULT on the target
            ALTER TABLE odd.rate OWNER TO odd_owner            | ALTER TABLE odd.rate OWNER TO postgres               | owner table odd.rate: odd_owner on the source, postgres on the target
            GRANT INSERT ON odd.rate TO odd_reader             | REVOKE INSERT ON odd.rate FROM odd_reader            | grants table odd.rate: odd_reader INSERT
            CREATE SCHEMA extra                                | DROP SCHEMA extra                                    | schema extra: on the source alone
            ALTER EVENT TRIGGER odd_ddl_seen DISABLE           | ALTER EVENT TRIGGER odd_ddl_seen ENABLE              | event trigger odd_ddl_seen
            CREATE COLLATION odd.other FROM "C"                | DROP COLLATION odd.other                             | collation odd.other: on the source alone
            ALTER DEFAULT PRIVILEGES IN SCHEMA odd GRANT SELECT ON SEQUENCES TO odd_reader | ALTER DEFAULT PRIVILEGES IN SCHEMA odd REVOKE SELECT ON SEQUENCES FROM odd_reader | default privileges of postgres in odd on S
            """)
    void a_change_on_one_server_is_one_readable_difference(String change, String back, String expected) {
        rig.sql(SOURCE, "app", change);
        try {
            assertThat(drift()).hasSize(1);
            assertThat(drift().get(0).toString()).startsWith(expected);
            assertThat(drift().get(0).remedy()).isNotBlank();
        } finally {
            rig.sql(SOURCE, "app", back);
        }
        assertThat(drift()).isEmpty();
    }

    @Test
    @Order(3)
    void what_others_changed_is_recorded_with_who_did_it() {
        assertThat(told(NAME))
                .extracting(Drift::kind, Drift::object)
                .contains(org.assertj.core.groups.Tuple.tuple("recorded DDL", "schema extra"));
        rig.sql(SOURCE, "app", "TRUNCATE pgbaton_drift.ddl");
        rig.sql(SOURCE, "app", "CREATE TEMP TABLE passing (id serial PRIMARY KEY)", "COMMENT ON SCHEMA odd IS NULL");
        assertThat(told(NAME)).isEmpty();
    }

    @Fires("PF-O07")
    @Test
    @Order(4)
    void a_changed_column_a_new_table_a_dropped_index_and_a_new_label_each_keep_the_switch_from_happening() {
        refused("ALTER TABLE odd.rate ADD COLUMN note text", "column odd.rate.note: on the source alone (text)");
        fenced(TARGET, "app", "ALTER TABLE odd.rate ADD COLUMN note text");

        refused("CREATE TABLE odd.fresh (id serial PRIMARY KEY, t text)", "table odd.fresh: on the source alone");
        rig.sql(SOURCE, "app", "INSERT INTO odd.fresh (t) SELECT 'before' FROM generate_series(1, 30)");
        fenced(TARGET, "app", "CREATE TABLE odd.fresh (id serial PRIMARY KEY, t text)");
        // what the subscription does not know is skipped without a word
        assertThat(told(NAME)).extracting(Drift::kind).contains("subscription");

        refused("DROP INDEX odd.priced_loud", "index odd.priced_loud: on the target alone");
        fenced(TARGET, "app", "DROP INDEX odd.priced_loud");

        refused("ALTER TYPE odd.mood ADD VALUE 'furious'", "'furious'");
        fenced(TARGET, "app", "ALTER TYPE odd.mood ADD VALUE 'furious'");
    }

    @Test
    @Order(5)
    void a_publication_that_was_made_anew_keeps_the_switch_from_happening() {
        rig.sql(
                SOURCE,
                "app",
                "BEGIN; DROP PUBLICATION pgbaton_drift_forward; CREATE PUBLICATION pgbaton_drift_forward FOR ALL TABLES; COMMIT");
        assertThat(told(NAME)).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("publication");
            assertThat(one.what()).contains("it was dropped and made anew");
        });
        assertThat(rig.run(NAME, Goal.SWITCHED_OVER).message()).contains("it was dropped and made anew");
        rig.sql(
                SOURCE,
                "app",
                "DO $$ BEGIN EXECUTE 'COMMENT ON PUBLICATION pgbaton_drift_forward IS ''made by pgbaton as '"
                        + " || (SELECT oid FROM pg_publication WHERE pubname = 'pgbaton_drift_forward') || ''''; END $$");
        rig.sql(SOURCE, "app", "ALTER PUBLICATION pgbaton_drift_forward SET (publish = 'insert, update')");
        assertThat(rig.run(NAME, Goal.SWITCHED_OVER).message()).contains("does not publish every insert");
        rig.sql(
                SOURCE,
                "app",
                "ALTER PUBLICATION pgbaton_drift_forward SET (publish = 'insert, update, delete, truncate')");
    }

    @Test
    @Order(6)
    void a_slot_that_was_made_anew_keeps_the_switch_from_happening() {
        String slot = "'pgbaton_drift_forward_app'";
        fenced(TARGET, "app", "ALTER SUBSCRIPTION pgbaton_drift_forward_app DISABLE");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rig.query(
                                SOURCE, "app", "SELECT active FROM pg_replication_slots WHERE slot_name = " + slot))
                        .containsExactly("f"));
        rig.sql(
                SOURCE,
                "app",
                "SELECT pg_drop_replication_slot(" + slot + ")",
                "SELECT pg_create_logical_replication_slot(" + slot + ", 'pgoutput')");
        fenced(TARGET, "app", "ALTER SUBSCRIPTION pgbaton_drift_forward_app ENABLE");

        assertThat(told(NAME)).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("replication slot");
            assertThat(one.what()).contains("it was dropped and made anew");
            assertThat(one.remedy()).contains("pgbaton compare drift names the rows");
        });
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message())
                .contains("pgbaton_drift_forward_app is the one that this upgrade made (it was dropped and made anew)");
        // nothing was written meanwhile
        rig.sql(SOURCE, "app", "SELECT pg_stat_reset_replication_slot(" + slot + ")");
        assertThat(told(NAME)).extracting(Drift::kind).containsOnly("recorded DDL");
    }

    @Test
    @Order(7)
    void a_subscription_that_was_made_anew_keeps_the_switch_from_happening() {
        String name = "pgbaton_drift_forward_app";
        fenced(
                TARGET,
                "app",
                "ALTER SUBSCRIPTION " + name + " DISABLE",
                "ALTER SUBSCRIPTION " + name + " SET (slot_name = NONE)",
                "DO $$ DECLARE connection text; BEGIN SELECT subconninfo INTO connection FROM pg_subscription"
                        + " WHERE subname = '" + name + "'; DROP SUBSCRIPTION " + name
                        + "; EXECUTE format('CREATE SUBSCRIPTION " + name
                        + " CONNECTION %L PUBLICATION pgbaton_drift_forward WITH (create_slot = false, slot_name = "
                        + name + ", copy_data = false)', connection); END $$");

        assertThat(told(NAME)).anySatisfy(one -> {
            assertThat(one.kind()).isEqualTo("subscription");
            assertThat(one.what()).contains("it was dropped and made anew");
        });
        assertThat(rig.run(NAME, Goal.SWITCHED_OVER).message())
                .contains("the subscription " + name + " is as this upgrade made it (it was dropped and made anew)");
        fenced(
                TARGET,
                "app",
                "DO $$ BEGIN EXECUTE format('COMMENT ON SUBSCRIPTION " + name + " IS %L', 'made by pgbaton as '"
                        + " || (SELECT oid FROM pg_subscription WHERE subname = '" + name + "')); END $$");
        assertThat(told(NAME)).extracting(Drift::kind).containsOnly("recorded DDL");
    }

    @ParameterizedTest(name = "while {0} begins")
    @Order(8)
    @ValueSource(strings = {"await-quiet", "pause-traffic"})
    void what_is_changed_between_the_comparison_and_the_fence_undoes_the_switch(String step) {
        during(step, "ALTER TABLE odd.rate ADD COLUMN late text", "CREATE TABLE odd.late (id int PRIMARY KEY)");
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message())
                .contains("nobody has changed the schema of source/app since it was compared")
                .contains("table odd.late")
                .contains("column late of table odd.rate")
                .contains("everything is as before");
        rig.sql(SOURCE, "app", "ALTER TABLE odd.rate DROP COLUMN late", "DROP TABLE odd.late");
        rig.sql(SOURCE, "app", "TRUNCATE pgbaton_drift.ddl");
    }

    /** Runs statements on the source when a step begins, once. */
    private void during(String step, String... statements) {
        AtomicBoolean first = new AtomicBoolean(true);
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.STEP_STARTED && step.equals(event.step()) && first.getAndSet(false)) {
                rig.sql(SOURCE, "app", statements);
            }
        });
    }

    @Test
    @Order(9)
    void healed_the_switch_goes_through_with_the_new_table_and_so_does_the_way_back_with_another_one() {
        // what an application and the maintenance do by themselves is no change of the schema
        during(
                "pause-traffic",
                "CREATE TEMP TABLE passing (id serial PRIMARY KEY, t text DEFAULT 'x')",
                "TRUNCATE odd.mixedcase",
                "REINDEX TABLE odd.event",
                "VACUUM (ANALYZE) odd.rate");
        rig.reach(NAME, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, "app", "SELECT count(*) FROM odd.fresh")).containsExactly("30");

        String create = "CREATE TABLE odd.fresher (id int PRIMARY KEY)";
        fenced(TARGET, "app", create, "INSERT INTO odd.fresher SELECT generate_series(1, 20)");
        assertThat(rig.run(NAME, Goal.SWITCHED_BACK).message()).contains("table odd.fresher: on the target alone");
        fenced(SOURCE, "app", create);
        fenced(TARGET, "app", "INSERT INTO odd.fresher SELECT generate_series(21, 25)");
        rig.reach(NAME, Goal.SWITCHED_BACK);
        assertThat(rig.query(SOURCE, "app", "SELECT count(*) FROM odd.fresher")).containsExactly("25");
        assertThat(rig.query(SOURCE, "app", "SELECT count(*) FROM odd.fresh")).containsExactly("30");
        rig.sql(SOURCE, "app", "INSERT INTO odd.fresher VALUES (26)");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rig.query(TARGET, "app", "SELECT count(*) FROM odd.fresher"))
                        .containsExactly("26"));
    }

    @Test
    @Order(10)
    void a_listed_publication_takes_in_a_new_table_and_refusing_keeps_others_from_changing_the_source() {
        add(LISTED, "second", "publication: listed", "ddlGuard: refuse");
        rig.reach(LISTED, Goal.IN_SYNC);
        assertThatThrownBy(() -> rig.sql(SOURCE, "second", "CREATE TABLE fresh (id int PRIMARY KEY)"))
                .hasMessageContaining("is refused: this database is being upgraded");
        assertThatThrownBy(() -> rig.sql(SOURCE, "second", "DROP TABLE kept"))
                .hasMessageContaining("public.kept is refused");
        String create = "CREATE TABLE fresh (id int PRIMARY KEY)";
        rig.sql(SOURCE, "second", "SET pgbaton.ddl = allowed", create, "INSERT INTO fresh VALUES (1), (2)");
        fenced(TARGET, "second", create);
        rig.reach(LISTED, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, "second", "SELECT count(*) FROM fresh")).containsExactly("2");
        rig.sql(TARGET, "second", "INSERT INTO fresh VALUES (3)");
        rig.reach(LISTED, Goal.SWITCHED_BACK);
        assertThat(rig.query(SOURCE, "second", "SELECT count(*) FROM fresh")).containsExactly("3");
        rig.reach(LISTED, Goal.SWITCHED_OVER);
        rig.reach(LISTED, Goal.FINISHED);
        assertThat(rig.query(SOURCE, "second", "SELECT evtname FROM pg_event_trigger"))
                .isEmpty();
        assertThat(rig.query(TARGET, "second", "SELECT evtname FROM pg_event_trigger"))
                .isEmpty();
    }

    /** On the server that only follows, and therefore takes no writes unless a session says so. */
    private void fenced(Server server, String database, String... statements) {
        List<String> all = new ArrayList<>(List.of("SET default_transaction_read_only = off"));
        all.addAll(List.of(statements));
        rig.sql(server, database, all.toArray(String[]::new));
    }

    private void refused(String change, String because) {
        rig.sql(SOURCE, "app", change);
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains(because).contains("everything is as before");
        Fires.Proof.told(outcome.message());
    }
}
