package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every trouble that the preflight knows is made on real servers and found; without trouble nothing is found. */
class ChecksIT {
    private static final String TRAFFIC = "traffic: {kind: fence}";
    private static Lab lab;
    private static Rig rig;
    private static Inspection inspection;

    @BeforeAll
    static void start() {
        lab = Lab.start(13, 18);
        rig = new Rig(lab);
        inspection = new Inspection(rig);
    }

    @AfterAll
    static void stop() {
        rig.close();
        lab.close();
    }

    @BeforeEach
    void freshDatabases() {
        for (Server server : Server.values()) {
            rig.sql(server, "postgres", "DROP DATABASE IF EXISTS app WITH (FORCE)");
        }
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        rig.sql(SOURCE, "app", "CREATE TABLE customer (id bigint PRIMARY KEY, name text)");
    }

    @Test
    void a_clean_pair_has_nothing_in_the_way() {
        Plan plan = plan();
        assertThat(inspection.findings(plan))
                .filteredOn(it -> it.severity() != Severity.INFO)
                .isEmpty();
        List<Answer> answers = inspection.answers(plan);
        assertThat(answers).hasSize(2).allMatch(Answer::yes);
    }

    @Test
    void the_same_server_twice_and_the_wrong_direction_are_blocked() {
        String text = file().text();
        String there = "port: " + lab.port(SOURCE);
        String here = "port: " + lab.port(TARGET);
        assertThat(inspection.found(parse(text.replace(
                        "target:\n  host: 127.0.0.1\n  " + here, "target:\n  host: localhost\n  " + there))))
                .contains("BLOCK PF-C11 source and target");
        String swapped = text.replace(there, "port: 0").replace(here, there).replace("port: 0", here);
        rig.sql(TARGET, "postgres", "CREATE DATABASE app");
        assertThat(inspection.found(parse(swapped))).contains("BLOCK direction source and target");
    }

    @Test
    void another_cluster_than_the_pinned_one_and_a_missing_database_are_blocked() {
        String text = file().text().replace("source:\n", "source:\n  systemIdentifier: \"1\"\n");
        assertThat(inspection.found(parse(text))).contains("BLOCK PF-C11 source");
        assertThat(inspection.found(plan("[app, nowhere]"))).containsExactly("BLOCK databases source/nowhere");
    }

    @Test
    void settings_that_need_a_restart_or_lose_slots_are_found() {
        for (Server server : Server.values()) {
            alterSystem(
                    server,
                    Map.of(
                            "wal_level", "replica",
                            "max_replication_slots", "1",
                            "max_wal_senders", "1",
                            "max_logical_replication_workers", "1",
                            "max_slot_wal_keep_size", "1GB",
                            "synchronous_commit", "local",
                            "synchronous_standby_names", "*"));
        }
        alterSystem(TARGET, Map.of("max_active_replication_origins", "1", "idle_replication_slot_timeout", "1h"));
        try {
            restart();
            assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-S01 source wal_level",
                            "BLOCK PF-T06 target wal_level",
                            "BLOCK PF-T06 target max_replication_slots",
                            "HAZARD PF-S04 source max_slot_wal_keep_size",
                            "HAZARD PF-S04 target max_slot_wal_keep_size",
                            "HAZARD PF-S05 target idle_replication_slot_timeout",
                            "HAZARD PF-S11 source synchronous_standby_names",
                            "HAZARD PF-S11 target synchronous_standby_names",
                            "BLOCK PF-S02 source max_replication_slots",
                            "BLOCK PF-S03 source max_wal_senders",
                            "BLOCK PF-T01 target max_logical_replication_workers",
                            "BLOCK PF-T05 target max_active_replication_origins",
                            "INFO PF-T01 target max_logical_replication_workers");
            assertThat(inspection.findings(plan()))
                    .filteredOn(it -> it.id().equals("PF-S02"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.message()).startsWith("1 of 1 replication slots are free and 2 are"))
                    .satisfies(it -> assertThat(it.remedy()).contains("SET max_replication_slots = 2 on the source"));
            assertThat(inspection.found(plan("[app]", "reverse: {enabled: false}")))
                    .doesNotContain("BLOCK PF-T06 target wal_level");
        } finally {
            for (Server server : Server.values()) {
                rig.sql(server, "postgres", "ALTER SYSTEM RESET ALL");
            }
            restart();
        }
    }

    @Test
    void tables_without_key_are_named_or_compared_as_a_whole() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE keyless (a int)",
                "CREATE TABLE late (a int PRIMARY KEY DEFERRABLE)",
                "CREATE TABLE silent (a int PRIMARY KEY)",
                "ALTER TABLE silent REPLICA IDENTITY NOTHING",
                "CREATE TABLE lost (a int NOT NULL)",
                "CREATE UNIQUE INDEX lost_a ON lost (a)",
                "ALTER TABLE lost REPLICA IDENTITY USING INDEX lost_a",
                "DROP INDEX lost_a",
                "CREATE TABLE candidate (a int NOT NULL UNIQUE)",
                "CREATE TYPE pair AS (one int, two json)",
                "CREATE DOMAIN pairs AS pair[]",
                "CREATE TABLE incomparable (a pairs, b point, c jsonb, d int[], e varchar(3), f tsrange)",
                "CREATE TABLE derived (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED)",
                "CREATE TABLE derived_key (a int, b int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)",
                "CREATE UNLOGGED TABLE fleeting (a int)");
        assertThat(inspection.found(plan()))
                .containsExactlyInAnyOrder(
                        "BLOCK PF-R03 source/app public.derived",
                        "BLOCK PF-R03 source/app public.incomparable",
                        "BLOCK PF-R03 source/app public.keyless",
                        "BLOCK PF-R03 source/app public.late",
                        "BLOCK PF-R10 source/app public.lost",
                        "BLOCK PF-R08 source/app public.silent",
                        "INFO PF-R02 source/app public.candidate",
                        "HAZARD PF-R18 source/app public.fleeting",
                        "BLOCK PF-R11 source/app public.derived_key");
        Plan full = plan("[app]", "tablesWithoutKey: full");
        assertThat(inspection.found(full))
                .containsExactlyInAnyOrder(
                        "INFO PF-R04 source/app public.derived",
                        "INFO PF-R04 source/app public.incomparable",
                        "INFO PF-R04 source/app public.keyless",
                        "INFO PF-R04 source/app public.late",
                        "INFO PF-R04 source/app public.lost",
                        "INFO PF-R04 source/app public.silent",
                        "INFO PF-R02 source/app public.candidate",
                        "HAZARD PF-R18 source/app public.fleeting",
                        "BLOCK PF-R05 source/app public.incomparable",
                        "BLOCK PF-R11 source/app public.derived",
                        "BLOCK PF-R11 source/app public.derived_key");
        assertThat(inspection.findings(full))
                .filteredOn(it -> it.id().equals("PF-R05"))
                .singleElement()
                .satisfies(it -> assertThat(it.message()).endsWith(": a public.pairs, b point"));
    }

    @Test
    void whole_rows_with_generated_columns_do_fail_on_18() {
        rig.sql(TARGET, "postgres", "CREATE DATABASE app");
        rig.sql(
                TARGET,
                "app",
                "CREATE TABLE derived (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED)",
                "ALTER TABLE derived REPLICA IDENTITY FULL",
                "INSERT INTO derived VALUES (1)",
                "CREATE PUBLICATION p FOR ALL TABLES");
        assertThatThrownBy(() -> rig.sql(TARGET, "app", "UPDATE derived SET a = 2"))
                .hasMessageContaining("unpublished generated columns");
    }

    @Test
    void more_than_twenty_of_a_kind_are_summed_up() {
        for (int i = 10; i < 40; i++) {
            rig.sql(SOURCE, "app", "CREATE TABLE t" + i + " (a int)");
        }
        List<String> found = inspection.found(plan());
        assertThat(found)
                .hasSize(21)
                .startsWith("BLOCK PF-R03 source/app public.t10")
                .endsWith("BLOCK PF-R03 10 more");
    }

    @Test
    void what_is_on_the_target_already_is_in_the_way() {
        rig.sql(
                TARGET,
                "postgres",
                "CREATE DATABASE app ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        rig.sql(TARGET, "app", "CREATE VIEW something AS SELECT 1 AS a", "CREATE PUBLICATION leftover");
        assertThat(inspection.found(plan()))
                .contains(
                        "BLOCK PF-Y09 target/app",
                        "BLOCK PF-T10 target/app",
                        "BLOCK PF-T10 target/app publication leftover");
    }

    @Test
    void triggers_that_fire_for_replicated_rows_and_forced_row_security_are_found() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE FUNCTION noise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER loud BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION noise()",
                "ALTER TABLE customer ENABLE ALWAYS TRIGGER loud",
                "ALTER TABLE customer ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE customer FORCE ROW LEVEL SECURITY");
        assertThat(inspection.found(plan()))
                .containsExactly(
                        "INFO PF-C06 source/app public.customer",
                        "HAZARD PF-X02 source/app public.customer trigger loud");
    }

    @Test
    void transactions_objects_and_names_in_the_way_are_found() throws SQLException {
        rig.sql(
                SOURCE,
                "app",
                "SELECT lo_from_bytea(0, 'x')",
                "CREATE PUBLICATION pgbaton_checks_forward",
                "CREATE SCHEMA pgbaton_checks",
                "CREATE SUBSCRIPTION incoming CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE)",
                "CREATE FUNCTION half(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1 / 2'",
                "CREATE OPERATOR ## (PROCEDURE = half, LEFTARG = numeric)");
        rig.sql(SOURCE, "app", "SELECT pg_create_logical_replication_slot('debezium', 'pgoutput')");
        rig.sql(SOURCE, "app", "SELECT pg_create_logical_replication_slot('pgbaton_checks_forward_app', 'pgoutput')");
        rig.sql(TARGET, "postgres", "BEGIN; CREATE TABLE pg_temp_like (a int); PREPARE TRANSACTION 'forgotten'");
        try {
            assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-O03 target prepared transaction forgotten",
                            "BLOCK PF-O01 source slot pgbaton_checks_forward_app",
                            "BLOCK PF-O01 source/app publication pgbaton_checks_forward",
                            "BLOCK PF-O01 source/app schema pgbaton_checks",
                            "HAZARD PF-R21 source/app large objects",
                            "HAZARD PF-O01-subscriber source/app subscription incoming",
                            "BLOCK PF-U01 source/app the postfix operator public.##(numeric,NONE)",
                            "INFO PF-O02 source slot debezium");
        } finally {
            rig.sql(TARGET, "postgres", "ROLLBACK PREPARED 'forgotten'");
            rig.sql(SOURCE, "app", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
            rig.sql(SOURCE, "app", "DROP SUBSCRIPTION incoming");
        }
    }

    @Test
    void an_open_transaction_that_has_written_is_seen_from_every_database() throws SQLException {
        Writer.Login login = lab.login(SOURCE, "app");
        try (Connection connection = DriverManager.getConnection(login.url(), login.user(), login.password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT txid_current()");
            try (JdbcServers servers = inspection.servers(plan())) {
                Catalog catalog = servers.catalog(new Place(SOURCE, "postgres"));
                assertThat(catalog.ask("long-transactions", 0))
                        .singleElement()
                        .returns("app", row -> row.text("database"))
                        .returns("postgres", row -> row.text("role"));
                assertThat(catalog.ask("long-transactions", 60)).isEmpty();
            }
        }
    }

    @Test
    void settings_of_roles_and_databases_that_end_the_copy_or_break_the_fence_are_found() {
        rig.sql(
                SOURCE,
                "postgres",
                "CREATE ROLE reader",
                "CREATE ROLE careless",
                "ALTER ROLE reader SET default_transaction_read_only = on",
                "ALTER ROLE careless SET default_transaction_read_only = off",
                "ALTER DATABASE app SET statement_timeout = '30s'",
                "ALTER DATABASE app SET lock_timeout = '3s'",
                "ALTER ROLE postgres IN DATABASE app SET idle_in_transaction_session_timeout = '1min'");
        alterSystem(TARGET, Map.of("default_transaction_read_only", "on"));
        try {
            assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-S09 source/app role postgres statement_timeout",
                            "BLOCK PF-S09 source/app role postgres lock_timeout",
                            "BLOCK PF-S09 source/app role postgres idle_in_transaction_session_timeout",
                            "HAZARD PF-T08 target/app role postgres lock_timeout",
                            "HAZARD PF-T08 source/app role postgres lock_timeout",
                            "BLOCK LAW-6 source ROLE \"careless\"",
                            "BLOCK LAW-6 target default_transaction_read_only");
            inspection.follow(inspection.findings(plan()));
            assertThat(inspection.found(plan())).isEmpty();
        } finally {
            rig.sql(SOURCE, "postgres", "DROP ROLE reader", "DROP ROLE careless");
            rig.sql(TARGET, "postgres", "ALTER ROLE postgres RESET ALL");
        }
    }

    @Test
    void extensions_that_are_missing_or_bring_their_own_rows_are_found() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE EXTENSION adminpack",
                "CREATE EXTENSION hstore",
                "CREATE TABLE setup (a int PRIMARY KEY, ours boolean)",
                "INSERT INTO setup VALUES (1, true), (2, false)",
                "ALTER EXTENSION hstore ADD TABLE setup",
                "UPDATE pg_extension SET extconfig = ARRAY['setup'::regclass::oid], extcondition = ARRAY['WHERE NOT ours']"
                        + " WHERE extname = 'hstore'");
        assertThat(inspection.found(plan()))
                .containsExactlyInAnyOrder(
                        "BLOCK PF-E01 source/app extension adminpack", "BLOCK PF-E03 source/app public.setup");
        assertThat(inspection.found(plan("[app]", "publication: listed")))
                .containsExactlyInAnyOrder(
                        "BLOCK PF-E01 source/app extension adminpack",
                        "HAZARD PF-E02 source/app public.setup");
    }

    @Test
    void a_schema_that_cannot_be_dumped_is_blocked() {
        try (JdbcServers servers = new JdbcServers(plan(), "test:1", ClientPrograms.ofEnvironment(Map.of()))) {
            // Whatever this machine has installed, nothing is as late as the target.
            List<Finding> found = Workflow.steps(Phase.PLANNED).stream()
                    .filter(step -> step.name().equals("check-objects"))
                    .findFirst()
                    .orElseThrow()
                    .work(Inspection.facts(plan(), servers))
                    .findings();
            assertThat(found).singleElement().returns("B-01", Finding::id);
            assertThat(found.get(0).message()).contains("no pg_dump of version 18");
        }
    }

    private static PlanFile file(String databases, String... more) {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add(TRAFFIC);
        return rig.plan("checks", databases, lines.toArray(new String[0]));
    }

    private static PlanFile file() {
        return file("[app]");
    }

    private static Plan plan() {
        return file().plan();
    }

    private static Plan plan(String databases, String... more) {
        return file(databases, more).plan();
    }

    private static Plan parse(String text) {
        return PlanFile.parse(text, "checks.yaml", rig.folder).plan();
    }

    private static void alterSystem(Server server, Map<String, String> settings) {
        settings.forEach(
                (name, value) -> rig.sql(server, "postgres", "ALTER SYSTEM SET " + name + " = '" + value + "'"));
    }

    private static void restart() {
        for (Server server : Server.values()) {
            lab.stop(server, "fast");
            lab.start(server);
        }
    }
}
