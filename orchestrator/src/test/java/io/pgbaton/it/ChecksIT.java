package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.GrantScript;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Drift;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.jdbc.ClientPrograms;
import io.pgbaton.postgres.jdbc.JdbcServers;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.step.Paste;
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

    @Fires({"PF-C11", "PF-V02", "PF-Y17-transfer"})
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
        assertThat(inspection.found(parse(swapped))).contains("BLOCK PF-V02 source and target");
        assertThat(inspection.found(parse(swapped + "\nstatistics: transfer\n")))
                .as("only an 18 can be told statistics")
                .contains("BLOCK PF-Y17-transfer plan statistics");
    }

    @Fires({"PF-C11", "PF-V03"})
    @Test
    void another_cluster_than_the_pinned_one_and_a_missing_database_are_blocked() {
        String text = file().text().replace("source:\n", "source:\n  systemIdentifier: \"1\"\n");
        assertThat(inspection.found(parse(text))).contains("BLOCK PF-C11 source");
        assertThat(inspection.found(plan("[app, nowhere]"))).containsExactly("BLOCK PF-V03 source/nowhere");
    }

    @Fires({
        "PF-S01", "PF-S02", "PF-S03", "PF-S04", "PF-S05", "PF-S11", "PF-T01", "PF-T02", "PF-T04", "PF-T05", "PF-T06",
        "PF-T14", "PF-E04"
    })
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
        alterSystem(
                TARGET,
                Map.of(
                        "max_active_replication_origins", "1",
                        "idle_replication_slot_timeout", "1h",
                        "max_worker_processes", "1",
                        "max_locks_per_transaction", "10",
                        "max_connections", "20"));
        alterSystem(SOURCE, Map.of("shared_preload_libraries", "auto_explain"));
        rig.sql(
                SOURCE,
                "app",
                "DO $$ BEGIN FOR i IN 1..400 LOOP EXECUTE 'CREATE VIEW one_of_many_' || i || ' AS SELECT 1 AS a'; END LOOP; END $$");
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
                            "INFO PF-T02 target max_logical_replication_workers",
                            "BLOCK PF-T04 target max_worker_processes",
                            "HAZARD PF-T14 target max_locks_per_transaction",
                            "INFO PF-E04 target shared_preload_libraries");
            assertThat(inspection.findings(plan()))
                    .filteredOn(it -> it.id().equals("PF-S02"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.message()).startsWith("1 of 1 replication slots are free and 2 are"))
                    .satisfies(it -> assertThat(it.paste())
                            .isEqualTo(new Paste(
                                    new Place(SOURCE, "postgres"), "ALTER SYSTEM SET max_replication_slots = 2")));
            assertThat(inspection.found(plan("[app]", "reverse: {enabled: false}")))
                    .doesNotContain("BLOCK PF-T06 target wal_level");
        } finally {
            for (Server server : Server.values()) {
                rig.sql(server, "postgres", "ALTER SYSTEM RESET ALL");
            }
            restart();
        }
    }

    @Fires({
        "PF-R02", "PF-R03", "PF-R04", "PF-R05", "PF-R06", "PF-R08", "PF-R09", "PF-R10", "PF-R11", "PF-R16", "PF-R18",
        "PF-R26"
    })
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
                "CREATE UNLOGGED TABLE fleeting (a int)",
                "CREATE TABLE large (a int)",
                "ALTER TABLE large REPLICA IDENTITY FULL",
                "INSERT INTO large SELECT generate_series(1, 20000)",
                "ANALYZE large",
                "CREATE TABLE parted (a int PRIMARY KEY) PARTITION BY RANGE (a)",
                "SET allow_system_table_mods = on",
                "CREATE TABLE pg_catalog.hidden (a int)");
        List<String> always = List.of(
                "INFO PF-R04 source/app public.large",
                "INFO PF-R06 source/app public.large",
                "INFO PF-R16 source/app public.parted",
                "BLOCK PF-R26 source/app pg_catalog.hidden");
        assertThat(inspection.found(plan()))
                .containsAll(always)
                .filteredOn(it -> !always.contains(it))
                .containsExactlyInAnyOrder(
                        "BLOCK PF-R03 source/app public.derived",
                        "BLOCK PF-R03 source/app public.incomparable",
                        "BLOCK PF-R03 source/app public.keyless",
                        "BLOCK PF-R09 source/app public.late",
                        "BLOCK PF-R10 source/app public.lost",
                        "BLOCK PF-R08 source/app public.silent",
                        "INFO PF-R02 source/app public.candidate",
                        "HAZARD PF-R18 source/app public.fleeting",
                        "BLOCK PF-R11 source/app public.derived_key");
        Plan full = plan("[app]", "tablesWithoutKey: full");
        assertThat(inspection.found(full))
                .containsAll(always)
                .filteredOn(it -> !always.contains(it))
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

    @Fires({"PF-Y09", "PF-Y10", "PF-T10", "PF-X08"})
    @Test
    void what_is_on_the_target_already_is_in_the_way() {
        rig.sql(
                TARGET,
                "postgres",
                "CREATE DATABASE app ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        rig.sql(TARGET, "app", "CREATE VIEW something AS SELECT 1 AS a", "CREATE PUBLICATION leftover");
        rig.sql(TARGET, "app", EVENT_TRIGGER);
        assertThat(inspection.found(plan()))
                .contains(
                        "BLOCK PF-Y09 target/app",
                        "INFO PF-Y10 target/app",
                        "HAZARD PF-X08 target/app event trigger noisy",
                        "BLOCK PF-T10 target/app",
                        "BLOCK PF-T10 target/app publication leftover");
    }

    @Fires({"PF-C06-superuser", "PF-X02", "PF-X07", "PF-X09"})
    @Test
    void triggers_that_fire_for_replicated_rows_and_forced_row_security_are_found() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE FUNCTION noise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM 1 FROM customer; RETURN NEW; END'",
                "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM 1 FROM public.customer; RETURN NEW; END'",
                "CREATE TRIGGER hushed AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION quiet()",
                "ALTER TABLE customer ENABLE REPLICA TRIGGER hushed",
                "CREATE TRIGGER loud BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION noise()",
                "ALTER TABLE customer ENABLE ALWAYS TRIGGER loud",
                "ALTER TABLE customer ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE customer FORCE ROW LEVEL SECURITY");
        rig.sql(SOURCE, "app", EVENT_TRIGGER);
        assertThat(inspection.found(plan()))
                .containsExactly(
                        "INFO PF-C06-superuser source/app public.customer",
                        "HAZARD PF-X02 source/app public.customer trigger hushed",
                        "HAZARD PF-X02 source/app public.customer trigger loud",
                        "HAZARD PF-X07 source/app function public.noise()",
                        "INFO PF-X09 source/app event trigger noisy");
    }

    @Fires({"PF-O01", "PF-O01-subscriber", "PF-O02", "PF-O03", "PF-O05", "PF-O09", "PF-R20", "PF-R21", "PF-Y16"})
    @Test
    void transactions_objects_and_names_in_the_way_are_found() throws SQLException {
        rig.sql(
                SOURCE,
                "app",
                "SELECT lo_from_bytea(0, 'x')",
                "CREATE PUBLICATION pgbaton_checks_forward",
                "CREATE SCHEMA pgbaton_checks",
                "CREATE SUBSCRIPTION incoming CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE)",
                "CREATE FOREIGN DATA WRAPPER elsewhere",
                "CREATE SERVER warehouse FOREIGN DATA WRAPPER elsewhere OPTIONS (host 'warehouse.example.internal')",
                "SET allow_in_place_tablespaces = on",
                "CREATE TABLESPACE fast LOCATION ''",
                "CREATE TABLE hot (a int PRIMARY KEY) TABLESPACE fast");
        rig.sql(SOURCE, "app", "SELECT pg_create_physical_replication_slot('standby')");
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
                            "INFO PF-O05 source slot debezium",
                            "INFO PF-O05 source slot standby",
                            "INFO PF-O09 source",
                            "INFO PF-R20 source/app foreign server warehouse",
                            "INFO PF-Y16 source/app tablespace fast",
                            "INFO PF-O02 source slot debezium",
                            "INFO PF-O02 source slot standby");
            assertThat(inspection.findings(plan()))
                    .filteredOn(it -> it.paste() != null && it.id().matches("PF-O02|PF-O01-subscriber"))
                    .extracting(it -> it.paste().where() + ": " + it.paste().sql() + " or " + it.remedy())
                    .anyMatch(
                            it -> it.startsWith(
                                    "target/app: SELECT pg_catalog.pg_create_logical_replication_slot('debezium', 'pgoutput') or"))
                    .anyMatch(it -> it.startsWith(
                            "target/postgres: SELECT pg_catalog.pg_create_physical_replication_slot('standby') or"))
                    .anyMatch(it -> it.startsWith("source/app: ALTER SUBSCRIPTION \"incoming\" DISABLE;")
                            && it.endsWith(
                                    "CREATE SUBSCRIPTION incoming CONNECTION '...' PUBLICATION p WITH (copy_data = false,"
                                            + " create_slot = false, slot_name = NONE)"));
        } finally {
            rig.sql(TARGET, "postgres", "ROLLBACK PREPARED 'forgotten'");
            rig.sql(SOURCE, "app", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
            rig.sql(SOURCE, "app", "DROP SUBSCRIPTION incoming", "DROP TABLE hot", "DROP TABLESPACE fast");
        }
    }

    @Fires("PF-O04")
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
                assertThat(catalog.ask("long-transactions", 60_000)).isEmpty();
            }
            assertThat(inspection.found(plan("[app]", "check: {longTransaction: 1ms}")))
                    .singleElement()
                    .asString()
                    .startsWith("HAZARD PF-O04 source process ");
        }
    }

    @Fires({"PF-S08", "PF-S09", "PF-S10", "PF-T08", "LAW-6", "PF-Y13", "PF-Y13-gone"})
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
        rig.sql(SOURCE, "postgres", "ALTER ROLE reader SET operator_precedence_warning = on");
        alterSystem(SOURCE, Map.of("wal_sender_timeout", "5s"));
        alterSystem(
                TARGET,
                Map.of(
                        "logical_decoding_work_mem", "1MB",
                        "bytea_output", "escape"));
        reload();
        alterSystem(TARGET, Map.of("default_transaction_read_only", "on"));
        try {
            await().untilAsserted(() -> assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-S09 source/app role postgres statement_timeout",
                            "BLOCK PF-S09 source/app role postgres lock_timeout",
                            "BLOCK PF-S09 source/app role postgres idle_in_transaction_session_timeout",
                            "HAZARD PF-T08 target/app role postgres lock_timeout",
                            "HAZARD PF-T08 source/app role postgres lock_timeout",
                            "BLOCK LAW-6 source ROLE \"careless\"",
                            "BLOCK LAW-6 target default_transaction_read_only",
                            "HAZARD PF-S08 source wal_sender_timeout",
                            "INFO PF-S10 target logical_decoding_work_mem",
                            "INFO PF-Y13 target bytea_output",
                            "BLOCK PF-Y13-gone source ROLE \"reader\" operator_precedence_warning"));
            inspection.follow(inspection.findings(plan()));
            await().untilAsserted(() -> assertThat(inspection.found(plan())).isEmpty());
        } finally {
            for (Server server : Server.values()) {
                rig.sql(server, "postgres", "ALTER SYSTEM RESET ALL");
            }
            reload();
            rig.sql(SOURCE, "postgres", "DROP ROLE reader", "DROP ROLE careless");
            rig.sql(TARGET, "postgres", "ALTER ROLE postgres RESET ALL");
        }
    }

    @Fires({"PF-E01", "PF-E02", "PF-E03"})
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
                        "BLOCK PF-E01 source/app extension adminpack", "HAZARD PF-E02 source/app public.setup");
    }

    @Fires({"B-01"})
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
            Fires.Proof.told(found);
            assertThat(found).singleElement().returns("B-01", Finding::id);
            assertThat(found.get(0).message()).contains("no pg_dump of version 18");
        }
    }

    @Fires({"PF-E01", "PF-E01-older", "PF-E05", "PF-E06", "PF-E06-beside", "PF-E09", "PF-E10", "PF-X12"})
    @Test
    void extensions_that_work_by_themselves_or_cannot_be_moved_are_found() {
        Map<String, String> renamed = new java.util.LinkedHashMap<>();
        renamed.put("hstore", "timescaledb");
        renamed.put("citext", "citus");
        renamed.put("pg_trgm", "pg_partman");
        renamed.put("btree_gin", "pg_cron");
        renamed.put("btree_gist", "postgis");
        renamed.forEach((name, as) -> rig.sql(
                SOURCE,
                "app",
                "CREATE EXTENSION " + name,
                "UPDATE pg_extension SET extname = '" + as + "' WHERE extname = '" + name + "'"));
        rig.sql(
                SOURCE,
                "app",
                "CREATE EXTENSION intarray",
                "UPDATE pg_extension SET extversion = '99.1' WHERE extname = 'intarray'",
                "CREATE FUNCTION handled() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler'");
        assertThat(inspection.found(plan()))
                .containsExactlyInAnyOrder(
                        "BLOCK PF-E05 source/app extension timescaledb",
                        "BLOCK PF-E06 source/app extension citus",
                        "HAZARD PF-E06-beside source/app extension pg_partman",
                        "BLOCK PF-E01 source/app extension pg_partman",
                        "HAZARD PF-X12 source/app extension pg_cron",
                        "BLOCK PF-E01 source/app extension pg_cron",
                        "INFO PF-E10 source/app extension postgis",
                        "BLOCK PF-E01 source/app extension postgis",
                        "INFO PF-E01-older source/app extension intarray",
                        "HAZARD PF-E09 source/app function public.handled()");
    }

    @Fires({"PF-U01", "PF-U02", "PF-U03", "PF-U04", "PF-U05", "PF-E08", "PF-Y02", "PF-Y04", "PF-Y08"})
    @Test
    void types_and_features_that_the_new_version_treats_differently_are_found() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE FUNCTION half(numeric) RETURNS numeric LANGUAGE sql AS 'SELECT $1 / 2'",
                "CREATE OPERATOR ## (PROCEDURE = half, LEFTARG = numeric)",
                "CREATE AGGREGATE gather(anyelement) (SFUNC = array_append, STYPE = anyarray, INITCOND = '{}')",
                "CREATE CONVERSION mine FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8",
                "CREATE TABLE parent (id int PRIMARY KEY, a int NOT NULL)",
                "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
                "ALTER TABLE child ALTER COLUMN a DROP NOT NULL",
                "CREATE LANGUAGE plpythonu HANDLER plpgsql_call_handler",
                "CREATE TABLE odd (id int PRIMARY KEY, what oid, prices money[], amount numeric, seen pg_stat_activity)");
        alterSystem(SOURCE, Map.of("lc_monetary", "C"));
        reload();
        try {
            await().untilAsserted(() -> assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-U01 source/app the postfix operator public.##(numeric,NONE)",
                            "BLOCK PF-U02 source/app the aggregate public.gather(anyelement)",
                            "BLOCK PF-U03 source/app the conversion public.mine",
                            "BLOCK PF-U05 source/app public.child.a",
                            "BLOCK PF-E08 source/app the language plpythonu",
                            "INFO PF-Y02 source/app public.odd.what",
                            "HAZARD PF-U04 source/app public.odd.seen",
                            "HAZARD PF-Y04 source/app lc_monetary",
                            "INFO PF-Y08 source/app",
                            "INFO PF-Y13 target lc_monetary"));
        } finally {
            rig.sql(SOURCE, "postgres", "ALTER SYSTEM RESET ALL");
            reload();
        }
    }

    @Fires({"PF-O06", "PF-S15", "PF-Y11", "PF-C10-md5"})
    @Test
    void the_state_that_a_server_is_in_is_told() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE greeting (t text COLLATE \"en-x-icu\" PRIMARY KEY)",
                "UPDATE pg_collation SET collversion = '1' WHERE collname = 'en-x-icu'",
                "UPDATE pg_database SET datfrozenxid = '2700000000' WHERE datname = 'app'",
                "CREATE ROLE antique PASSWORD 'md500112233445566778899aabbccddeeff'",
                "ALTER ROLE postgres SET rds.logical_replication = '1'");
        try {
            assertThat(inspection.found(plan()))
                    .containsExactlyInAnyOrder(
                            "BLOCK PF-O06 source database app",
                            "INFO PF-S15 source",
                            "HAZARD PF-Y11 source/app collation pg_catalog.en-x-icu",
                            "INFO PF-Y14-setting target ROLE \"postgres\" rds.logical_replication",
                            "INFO PF-C10-md5 source roles");
        } finally {
            rig.sql(SOURCE, "postgres", "DROP ROLE antique", "ALTER ROLE postgres RESET rds.logical_replication");
        }
    }

    @Fires({"PF-U99", "PF-U99-differs"})
    @Test
    void a_schema_that_the_target_cannot_load_is_found_by_loading_it() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE ROLE helper",
                "ALTER TABLE customer OWNER TO helper",
                "CREATE VIEW names AS SELECT name FROM customer");
        try {
            Plan plan = plan("[app]", "check: {rehearseSchema: true}");
            assertThat(inspection.answers(plan)).hasSize(3).allSatisfy(answer -> {
                assertThat(answer.yes()).as(answer.found()).isTrue();
                assertThat(answer.drift()).isEmpty();
            });
            // From 18 on a child has the NOT NULL of its parent.
            rig.sql(
                    SOURCE,
                    "app",
                    "CREATE TABLE parent (id int PRIMARY KEY, a int NOT NULL)",
                    "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)",
                    "ALTER TABLE child ALTER COLUMN a DROP NOT NULL");
            assertThat(inspection.answers(plan))
                    .allMatch(Answer::yes)
                    .flatExtracting(Answer::drift)
                    .singleElement()
                    .returns("public.child.a", Drift::object)
                    .returns("integer on the source, integer NOT NULL on the target", Drift::what);
            assertThat(inspection.asked(plan)).anySatisfy(it -> {
                assertThat(it.id()).isEqualTo("PF-U99-differs");
                assertThat(it.subject()).isEqualTo("column public.child.a");
            });
            // A function of 13 that is gone in 18; nothing in the catalogs tells that a view calls it.
            rig.sql(SOURCE, "app", "CREATE VIEW backup AS SELECT pg_is_in_backup() AS going_on");
            assertThat(inspection.answers(plan))
                    .filteredOn(answer -> !answer.yes())
                    .singleElement()
                    .satisfies(answer -> assertThat(answer.found()).contains("pg_is_in_backup"));
            assertThat(inspection.asked(plan)).extracting(Finding::id).contains("PF-U99");
            assertThat(rig.query(TARGET, "postgres", "SELECT datname FROM pg_database WHERE NOT datistemplate"))
                    .containsExactly("postgres");
            assertThat(rig.query(TARGET, "postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'helper'"))
                    .isEmpty();
        } finally {
            rig.sql(SOURCE, "postgres", "DROP DATABASE app WITH (FORCE)");
            rig.sql(SOURCE, "postgres", "DROP ROLE helper");
        }
    }

    @Fires("PF-S14")
    @Test
    void a_standby_is_blocked() {
        String folder = rig.query(TARGET, "postgres", "SHOW data_directory").get(0);
        rig.sql(TARGET, "postgres", "COPY (SELECT 1 WHERE false) TO '" + folder + "/standby.signal'");
        lab.stop(TARGET, "fast");
        lab.start(TARGET);
        try {
            assertThat(inspection.found(plan())).contains("BLOCK PF-S14 target");
        } finally {
            rig.sql(TARGET, "postgres", "SELECT pg_promote()");
        }
    }

    @Fires({
        "PF-R03-name",
        "PF-R03-unfit",
        "PF-R18-empty",
        "PF-T10-large-objects",
        "PF-Y15-database",
        "PF-Y15-label",
        "PF-Y15-provider",
        "PF-Y19-attributes"
    })
    @Test
    void what_neither_the_dump_nor_replication_brings_along_is_named() {
        rig.sql(
                SOURCE,
                "app",
                "CREATE UNLOGGED TABLE fleeting (a int)",
                "CREATE TABLE parted (a int PRIMARY KEY) PARTITION BY RANGE (a)",
                "CREATE TABLE referenced (a int UNIQUE)",
                "CREATE TABLE refers (id int PRIMARY KEY, a int REFERENCES referenced (a))",
                "CREATE TABLE several (a int PRIMARY KEY, b int)",
                "CREATE UNIQUE INDEX several_b ON several (b)",
                "CREATE TABLE unkeyed (a int)",
                "CREATE TABLE chosen (a int NOT NULL UNIQUE, b int NOT NULL)",
                "CREATE UNIQUE INDEX chosen_b ON chosen (b)",
                "CREATE TABLE left_out (a int)",
                "COMMENT ON DATABASE app IS 'Orders'",
                "REVOKE TEMPORARY ON DATABASE app FROM PUBLIC",
                "CREATE ROLE helper LOGIN",
                "INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label)"
                        + " VALUES ('customer'::regclass, 'pg_class'::regclass, 0, 'dummy', 'secret')",
                "INSERT INTO pg_shseclabel (objoid, classoid, provider, label)"
                        + " VALUES ('helper'::regrole, 'pg_authid'::regclass, 'dummy', 'secret')");
        rig.sql(TARGET, "postgres", "CREATE DATABASE app", "CREATE ROLE helper CREATEDB");
        rig.sql(TARGET, "app", "SELECT lo_from_bytea(0, 'x')");
        try {
            Plan plan = plan(
                    "[app]",
                    "unloggedTables: empty",
                    "largeObjects: copy",
                    "publication: listed",
                    "tables:",
                    "  - {table: public.nowhere, by: full}",
                    "  - {table: public.customer, by: full}",
                    "  - {table: public.fleeting, by: pause}",
                    "  - {table: public.parted, by: pause}",
                    "  - {table: public.referenced, by: pause}",
                    "  - {table: public.several, by: index, index: several_b}",
                    "  - {table: public.unkeyed, by: index, index: nothing}",
                    "  - {table: public.chosen, by: index, index: chosen_b}",
                    "  - {table: public.left_out, by: pause}");
            assertThat(inspection.findings(plan))
                    .filteredOn(it -> it.id().equals("PF-R03-unfit"))
                    .extracting(it -> it.subject() + ": " + it.message())
                    .containsExactlyInAnyOrder(
                            "source/app public.customer: it has a key by which its rows are found: it needs no by: full",
                            "source/app public.fleeting: it is unlogged: unloggedTables says what happens with its rows",
                            "source/app public.parted: it is partitioned, and its rows lie in its partitions: name those",
                            "source/app public.referenced: it cannot be left to the pause, because tables that are not refer to"
                                    + " it: public.refers (refers_a_fkey)",
                            "source/app public.several: the index several_b can be no replica identity: these of its columns may"
                                    + " be null: b",
                            "source/app public.unkeyed: it has no index nothing; none of its indexes can be a replica identity");
            assertThat(inspection.found(plan))
                    .contains(
                            "BLOCK PF-R03-name plan tables public.nowhere",
                            "INFO PF-R02 source/app public.chosen",
                            "INFO PF-R03-copied source/app public.left_out",
                            "INFO PF-R18-empty source/app public.fleeting",
                            "BLOCK PF-T10-large-objects target/app large objects",
                            "INFO PF-Y15-database target/app comment",
                            "INFO PF-Y15-database target/app grants",
                            "INFO PF-Y15-label source/app label of helper",
                            "INFO PF-Y15-provider source/app labels of dummy",
                            "INFO PF-Y19-attributes target role helper");
        } finally {
            rig.sql(SOURCE, "postgres", "DELETE FROM pg_shseclabel", "DROP ROLE helper");
            rig.sql(TARGET, "postgres", "DROP ROLE helper");
        }
    }

    @Fires({
        "PF-C01",
        "PF-C02",
        "PF-C06",
        "PF-C07-carry",
        "PF-C10",
        "PF-C10-passwords",
        "PF-O07-guard",
        "PF-R20-user-mapping",
        "PF-Y15",
        "D-39"
    })
    @Test
    void rights_that_are_missing_are_found_and_printed_as_one_script() {
        for (Server server : Server.values()) {
            rig.sql(server, "postgres", "CREATE ROLE mover LOGIN PASSWORD '" + lab.password() + "'");
        }
        rig.sql(
                SOURCE,
                "app",
                "CREATE ROLE helper",
                "GRANT SELECT ON customer TO helper",
                "CREATE SEQUENCE ticket",
                "CREATE FOREIGN DATA WRAPPER elsewhere",
                "CREATE SERVER warehouse FOREIGN DATA WRAPPER elsewhere",
                "CREATE USER MAPPING FOR helper SERVER warehouse OPTIONS (password 'hidden')",
                "ALTER TABLE customer ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE customer FORCE ROW LEVEL SECURITY");
        try {
            Plan plan = parse(file(
                            "[app]",
                            "publication: listed",
                            "extensionTables: copy",
                            "largeObjects: copy",
                            "ddlGuard: refuse")
                    .text()
                    .replace("  user: postgres\n", "  user: mover\n"));
            assertThat(inspection.found(plan))
                    .contains(
                            "BLOCK PF-C06 source/app public.customer",
                            "BLOCK PF-C07-carry source role mover",
                            "BLOCK PF-C07-carry target role mover",
                            "BLOCK PF-C10 target role mover",
                            "HAZARD PF-C10-passwords source role mover",
                            "BLOCK PF-O07-guard mover",
                            "HAZARD PF-R20-user-mapping source/app user mapping helper at warehouse",
                            "BLOCK D-39 source/app");
            assertThat(inspection.answers(plan)).noneMatch(Answer::yes);
            assertThat(inspection.asked(plan)).extracting(Finding::id).contains("PF-C01", "PF-C02", "PF-O07-guard");
            assertThat(GrantScript.of(plan, inspection.findings(plan)))
                    .contains("-- on the source, ")
                    .contains("\\connect \"app\"\nGRANT ")
                    .contains("ALTER ROLE \"mover\" CREATEROLE;\n")
                    .contains("GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA \"public\" TO \"mover\";\n");
            assertThat(inspection.found(plan("[app]", "roles: expect"))).contains("BLOCK PF-Y15 target role helper");
        } finally {
            rig.sql(SOURCE, "postgres", "DROP DATABASE app WITH (FORCE)");
            rig.sql(SOURCE, "postgres", "DROP ROLE mover, helper");
            rig.sql(TARGET, "postgres", "DROP ROLE mover");
        }
    }

    @Test
    void what_the_catalogs_allow_and_the_server_refuses_is_found_by_trying() {
        for (Server server : Server.values()) {
            rig.sql(
                    server,
                    "postgres",
                    "CREATE ROLE mover LOGIN CREATEROLE PASSWORD '" + lab.password() + "'",
                    "CREATE ROLE keeper");
        }
        rig.sql(SOURCE, "app", "CREATE ROLE streamer REPLICATION", "ALTER TABLE customer OWNER TO keeper");
        // From 16 on a member may be one without SET ROLE, and who creates roles gives no attribute that it lacks.
        rig.sql(TARGET, "postgres", "GRANT keeper TO mover WITH SET FALSE");
        try {
            Plan plan = parse(file().text().replace("  user: postgres\n", "  user: mover\n"));
            assertThat(inspection.found(plan))
                    .doesNotContain("BLOCK PF-C10 target role mover", "BLOCK PF-C09 target/app owner keeper");
            assertThat(inspection.asked(plan))
                    .extracting(
                            Finding::id, Finding::subject, it -> it.message().replaceAll("(?s).*rolled back: ", ""))
                    .anySatisfy(it -> assertThat(it.toList())
                            .startsWith("PF-C10", "target role mover")
                            .last()
                            .asString()
                            .contains("permission denied to create role", "REPLICATION"))
                    .anySatisfy(it -> assertThat(it.toList())
                            .startsWith("PF-C09", "target/app owner keeper")
                            .last()
                            .asString()
                            .contains("permission denied to set role \"keeper\""));
            assertThat(rig.query(TARGET, "postgres", "SELECT rolname FROM pg_roles WHERE rolname = 'streamer'"))
                    .isEmpty();
        } finally {
            rig.sql(SOURCE, "postgres", "DROP DATABASE app WITH (FORCE)");
            rig.sql(SOURCE, "postgres", "DROP ROLE mover, keeper, streamer");
            rig.sql(TARGET, "postgres", "DROP ROLE mover, keeper");
        }
    }

    @Fires("D-35")
    @Test
    void a_sequence_that_cycles_is_told() {
        rig.sql(SOURCE, "app", "CREATE SEQUENCE round CYCLE");
        assertThat(inspection.found(plan())).containsExactly("INFO D-35 source/app");
    }

    private static final String[] EVENT_TRIGGER = {
        "CREATE FUNCTION heard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "CREATE EVENT TRIGGER noisy ON ddl_command_end EXECUTE FUNCTION heard()"
    };

    private static void reload() {
        for (Server server : Server.values()) {
            rig.sql(server, "postgres", "SELECT pg_reload_conf()");
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
