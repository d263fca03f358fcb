package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Paste;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What has come since the upgrade began makes a switch refuse before anything is changed, with the text of the check. */
class ConfirmChecksIT {
    private static final String NAME = "confirm";
    private static Lab lab;
    private static Rig rig;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE customer (id bigint PRIMARY KEY, name text)",
                "CREATE FUNCTION noise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER loud BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION noise()");
        extension();
    }

    @AfterAll
    static void stop() {
        rig.close();
        lab.close();
    }

    /** An extension with a table that is its users'. */
    private static void extension() throws IOException {
        String share = rig.query(SOURCE, "app", "SELECT setting FROM pg_config() WHERE name = 'SHAREDIR'")
                .get(0);
        Path folder = Path.of(share, "extension");
        Files.writeString(folder.resolve("pgbaton_jobs.control"), "default_version = '1.0'\n");
        Files.writeString(
                folder.resolve("pgbaton_jobs--1.0.sql"),
                "CREATE TABLE jobs (id integer PRIMARY KEY); SELECT pg_catalog.pg_extension_config_dump('jobs', '');");
    }

    @Fires({"PF-E02", "PF-O03", "PF-R18", "PF-R21", "PF-X02", "PF-R03", "PF-S04", "PF-T06"})
    @Test
    void nothing_is_changed_where_a_check_finds_now_what_it_did_not_find_before() {
        rig.upgrades.add(rig.plan(NAME, "[app]", "traffic: {kind: fence}", "publication: listed"));
        rig.reach(NAME, Goal.IN_SYNC);

        rig.sql(SOURCE, "app", "BEGIN", "INSERT INTO customer VALUES (1, 'x')", "PREPARE TRANSACTION 'forgotten'");
        refused("PF-O03 source prepared transaction forgotten");
        rig.sql(SOURCE, "app", "ROLLBACK PREPARED 'forgotten'");

        refused("PF-R18 source/app public.fleeting: it is unlogged", "CREATE UNLOGGED TABLE fleeting (a int)");
        rig.upgrades.add(rig.plan(
                NAME,
                "[app]",
                "traffic: {kind: fence}",
                "publication: listed",
                "acknowledge: [{finding: PF-R18, because: its rows are made anew each night}]"));
        assertThat(rig.run(NAME, Goal.SWITCHED_OVER).message())
                .as("acknowledged on the way, it is no longer what is in the way")
                .doesNotContain("PF-R18")
                .contains("fleeting");
        rig.upgrades.add(rig.plan(NAME, "[app]", "traffic: {kind: fence}", "publication: listed"));
        rig.sql(SOURCE, "app", "DROP TABLE fleeting");

        refused(
                "PF-E02 source/app public.jobs: it belongs to the extension pgbaton_jobs and holds 1 rows of yours",
                "CREATE EXTENSION pgbaton_jobs",
                "INSERT INTO jobs VALUES (1)");
        rig.sql(SOURCE, "app", "DROP EXTENSION pgbaton_jobs");

        refused("PF-R21 source/app large objects: there are 1", "SELECT lo_from_bytea(4711, 'x')");
        rig.sql(SOURCE, "app", "SELECT lo_unlink(4711)");

        refused(
                "PF-X02 source/app public.customer trigger loud: it is ENABLE ALWAYS",
                "ALTER TABLE customer ENABLE ALWAYS TRIGGER loud");
        rig.sql(SOURCE, "app", "ALTER TABLE customer ENABLE TRIGGER loud");

        refused("PF-R03 source/app public.keyless: it has no primary key", "CREATE TABLE keyless (a int)");
        rig.sql(SOURCE, "app", "DROP TABLE keyless");

        refused("REPLICA IDENTITY USING INDEX \"late_a_key\"", "CREATE TABLE late (a int NOT NULL UNIQUE)");
        rig.sql(SOURCE, "app", "DROP TABLE late");

        limit("'1GB'");
        refused("PF-S04 source max_slot_wal_keep_size: it is 1GB");
        limit("-1");

        rig.sql(
                TARGET,
                "app",
                "SELECT pg_create_physical_replication_slot('filler_' || i) FROM generate_series(1,"
                        + " current_setting('max_replication_slots')::int) i");
        refused("PF-T06 target max_replication_slots: 0 of 20 replication slots are free and 1 are needed");
        rig.sql(TARGET, "app", "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");

        rig.reach(NAME, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, "app", "SHOW transaction_read_only")).containsExactly("off");
    }

    @Fires("PF-Y15-parameter")
    @Test
    void a_grant_of_a_parameter_is_told_with_its_statement() {
        rig.sql(SOURCE, "postgres", "CREATE ROLE helper", "GRANT SET ON PARAMETER log_min_messages TO helper");
        try {
            Plan plan =
                    rig.plan("parameters", "[app]", "traffic: {kind: fence}").plan();
            assertThat(new Inspection(rig).findings(plan))
                    .filteredOn(it -> it.id().equals("PF-Y15-parameter"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.paste())
                            .isEqualTo(new Paste(
                                    new Place(TARGET, "postgres"),
                                    "GRANT SET ON PARAMETER log_min_messages TO helper")));
        } finally {
            rig.sql(SOURCE, "postgres", "DROP OWNED BY helper", "DROP ROLE helper");
        }
    }

    private static void limit(String keep) {
        rig.sql(SOURCE, "app", "ALTER SYSTEM SET max_slot_wal_keep_size = " + keep, "SELECT pg_reload_conf()");
        await().until(() ->
                rig.query(SOURCE, "app", "SHOW max_slot_wal_keep_size").contains(keep.replace("'", "")));
    }

    private static void refused(String reason, String... changes) {
        rig.sql(SOURCE, "app", changes);
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains(reason);
        Fires.Proof.told(outcome.message());
        assertThat(rig.query(TARGET, "app", "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical'"))
                .isEmpty();
        for (Server server : Server.values()) {
            assertThat(rig.query(server, "app", "SELECT count(*) FROM pg_subscription"))
                    .containsExactly(server == SOURCE ? "0" : "1");
        }
    }
}
