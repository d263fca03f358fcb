package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.postgres.Server;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wherever an upgrade is abandoned, both servers are afterwards as they were, and clients have noticed nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AbandonIT {
    private Lab lab;
    private Rig rig;
    private Writer writer;
    private int upgrades;
    private long acknowledged;

    @BeforeAll
    void start() {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        rig.sql(
                SOURCE,
                "postgres",
                "CREATE DATABASE app",
                "CREATE ROLE reader NOLOGIN",
                "ALTER ROLE reader SET work_mem = '5MB'");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
        rig.sql(
                SOURCE,
                "app",
                "CREATE EXTENSION pgcrypto",
                "CREATE EXTENSION citext",
                "CREATE TABLE keyless (t citext)",
                "CREATE TABLE coded (code text NOT NULL UNIQUE)",
                "CREATE TABLE parts (id integer PRIMARY KEY, at date) PARTITION BY HASH (id)",
                "CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
                "CREATE INDEX parts_at ON parts (at)",
                "CREATE TYPE mood AS ENUM ('sad', 'glad')",
                "CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                "CREATE EVENT TRIGGER ddl_seen ON ddl_command_end EXECUTE FUNCTION seen()",
                "CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM writer.ledger",
                "CREATE CAST (mood AS integer) WITH INOUT",
                "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader",
                "GRANT CREATE ON SCHEMA public TO reader",
                "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
                "COMMENT ON SCHEMA public IS 'Ours'");
        writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                .clients(4)
                .rate(60));
        await().until(() -> writer.acknowledged() > 50);
    }

    @AfterAll
    void stop() {
        writer.close();
        rig.close();
        lab.close();
    }

    @Order(1)
    @ParameterizedTest(name = "{0} of an upgrade whose target {1}")
    @CsvSource({
        "planned, has no such database",
        "checked, has an empty database",
        "in sync, has no such database",
        "in sync, has an empty database",
        "stalled, has an empty database",
        "backed out, has no such database",
        "switched back, has an empty database",
    })
    void leaves_both_servers_as_they_were(String when, String target) {
        abandoned(target, name -> {
            switch (when) {
                case "planned" -> {}
                case "checked" -> rig.reach(name, Goal.CHECKED);
                case "in sync" -> rig.reach(name, Goal.IN_SYNC);
                case "stalled" -> {
                    // a table in the way of the schema that comes after the checks
                    rig.journal.hold(name, "copy-schema");
                    assertThat(rig.run(name, Goal.IN_SYNC).kind()).isEqualTo(Outcome.Kind.PAUSED);
                    rig.journal.release(name, "copy-schema");
                    rig.sql(TARGET, "app", "SET default_transaction_read_only = off", "CREATE SCHEMA writer");
                    assertThat(rig.run(name, Goal.IN_SYNC).kind()).isEqualTo(Outcome.Kind.STALLED);
                    rig.sql(TARGET, "app", "SET default_transaction_read_only = off", "DROP SCHEMA writer");
                }
                case "backed out" -> {
                    rig.reach(name, Goal.IN_SYNC);
                    try (var open = new Writing(lab)) {
                        Outcome outcome = rig.run(name, Goal.SWITCHED_OVER);
                        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
                        assertThat(rig.upgrades.remembered(name).phase()).isEqualTo(Phase.IN_SYNC);
                    }
                }
                default -> {
                    rig.reach(name, Goal.SWITCHED_OVER);
                    rig.reach(name, Goal.SWITCHED_BACK);
                }
            }
        });
    }

    @Order(2)
    @ParameterizedTest(name = "paused before {0} of an upgrade whose target {1}")
    @CsvSource({
        "create-databases, has no such database",
        "copy-schema, has no such database",
        "create-subscription, has an empty database",
        "await-initial-copy, has no such database",
        "await-catch-up, has an empty database",
        "prepare-way-back, has no such database",
        "prepare-replication, has an empty database",
        "pause-traffic, has no such database",
    })
    void leaves_both_servers_as_they_were_when_it_was_paused(String step, String target) {
        abandoned(target, name -> {
            rig.journal.hold(name, step);
            Outcome outcome = rig.run(name, Goal.SWITCHED_OVER);
            assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.PAUSED);
        });
    }

    /** A client that is in the middle of a transaction, past PgBouncer. */
    private record Writing(java.sql.Connection connection) implements AutoCloseable {
        Writing(Lab lab) {
            this(open(lab));
        }

        private static java.sql.Connection open(Lab lab) {
            try {
                var connection = lab.login(SOURCE, "app").open();
                connection.setAutoCommit(false);
                try (var statement = connection.createStatement()) {
                    statement.execute("INSERT INTO coded VALUES (clock_timestamp()::text)");
                }
                return connection;
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                connection.rollback();
                connection.close();
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Gets to somewhere. */
    private interface Way {
        void go(String name);
    }

    private void abandoned(String target, Way way) {
        rig.sql(TARGET, "postgres", "DROP DATABASE IF EXISTS app");
        if (target.equals("has an empty database")) {
            rig.sql(TARGET, "postgres", "CREATE DATABASE app");
            rig.sql(
                    TARGET,
                    "app",
                    "CREATE EXTENSION citext",
                    "REVOKE CREATE, USAGE ON SCHEMA public FROM PUBLIC",
                    "GRANT USAGE ON SCHEMA public TO pg_monitor WITH GRANT OPTION",
                    "COMMENT ON SCHEMA public IS 'Theirs'");
        }
        String name = "abandon-" + ++upgrades;
        CatalogSnapshot before = CatalogSnapshot.of(lab);
        add(name);
        way.go(name);
        rig.reach(name, Goal.ABANDONED);
        assertThat(before.differences(CatalogSnapshot.of(lab))).isEmpty();
        assertThat(rig.query(SOURCE, "app", sessions())).isEmpty();
        assertThat(rig.query(TARGET, "postgres", sessions())).isEmpty();
        clientsWriteOn();
    }

    private void clientsWriteOn() {
        long before = Math.max(acknowledged, writer.acknowledged());
        await().until(() -> writer.acknowledged() > before + 20);
        acknowledged = writer.acknowledged();
        assertThat(writer.report().failures()).isEmpty();
    }

    private static String sessions() {
        return "SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'pgbaton%'";
    }

    private void add(String name) {
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
        lines.addAll(List.of(
                "tablesWithoutKey: full",
                "switchover: {freezeBudget: 2s, waitForQuiet: 5s}",
                "acknowledge: [{finding: PF-O07, because: a database that was there keeps its grants}]"));
        rig.upgrades.add(rig.plan(name, "[app]", lines.toArray(String[]::new)));
    }

    @Order(3)
    @Test
    void a_finished_upgrade_leaves_nothing_of_itself_but_the_fence_of_the_source() {
        rig.sql(TARGET, "postgres", "DROP DATABASE IF EXISTS app");
        CatalogSnapshot before = CatalogSnapshot.of(lab);
        add("finished");
        rig.reach("finished", Goal.IN_SYNC);
        rig.reach("finished", Goal.SWITCHED_OVER);
        rig.reach("finished", Goal.SWITCHED_BACK);
        rig.reach("finished", Goal.SWITCHED_OVER);
        rig.reach("finished", Goal.FINISHED);
        CatalogSnapshot after = CatalogSnapshot.of(lab);
        assertThat(CatalogSnapshot.differences(before.of(SOURCE), after.of(SOURCE)))
                .allMatch(line -> line.equals("+  | setting: role database app: default_transaction_read_only=on")
                        || line.matches("[+-]  \\| database: app: .* limit (0|-1) .*"))
                .hasSize(3);
        for (Server server : Server.values()) {
            assertThat(after.of(server)).noneMatch(line -> line.contains("pgbaton"));
            assertThat(after.database(server, "app"))
                    .filteredOn(line -> line.matches("relation: public\\.(keyless|coded): .*"))
                    .hasSize(2)
                    .allMatch(line -> line.contains(" identity d "));
        }
        assertThat(CatalogSnapshot.differences(before.of(TARGET), after.of(TARGET)))
                .allMatch(line -> line.startsWith("+"));
        Writer.Report report = writer.stop();
        assertThat(report.failures()).isEmpty();
        Writer.Verdict verdict = writer.verify(lab.url(TARGET, "app"), "postgres", lab.password());
        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    }
}
