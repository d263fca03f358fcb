package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Server;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Faults that other tools have had at the cutover, one test for each that is not shown elsewhere already.
 *
 * <p>Shown elsewhere: a position taken before writers are locked, and other roles that keep on writing ({@link AuditIT}); a
 * cancelled or failed switch that is not undone ({@link CrashIT}, {@link StepLawsIT}); a reverse done in part, and an
 * orchestrator that dies between pause and resume ({@link InterruptResumeIT}, {@link RescueIT}, {@link ChaosIT}); a PAUSE that
 * does not return ({@code PgBouncerIT}); rows that are missing though all is said to be in sync ({@link UpgradeIT}); sequences
 * that pass their bound, count down, or are read before writes stop ({@link SequencesIT}); source and target exchanged ({@link
 * ChecksIT}); generated columns ({@link OddSchemaIT}).
 */
class KnownFaultsIT {
    private static Lab lab;
    private static Rig rig;

    @BeforeAll
    static void start() {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
    }

    @AfterAll
    static void stop() {
        rig.close();
        lab.close();
    }

    private static void inSync(String name, String... statements) {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE " + name);
        rig.sql(SOURCE, name, statements);
        rig.upgrades.add(rig.plan(name, "[" + name + "]", "traffic: {kind: fence}"));
        rig.reach(name, Goal.IN_SYNC);
    }

    @Test
    void an_idle_source_reaches_its_target_position() {
        inSync("idle", "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 10)");

        rig.reach("idle", Goal.SWITCHED_OVER);
        rig.reach("idle", Goal.SWITCHED_BACK);
        rig.reach("idle", Goal.SWITCHED_OVER);

        assertThat(rig.query(TARGET, "idle", "SELECT count(*) FROM t")).containsExactly("10");
    }

    @Test
    void a_table_created_after_the_publication_keeps_the_switch_from_happening() {
        inSync("late", "CREATE TABLE t (id int PRIMARY KEY)");
        rig.sql(SOURCE, "late", "CREATE TABLE newcomer (id int PRIMARY KEY)", "INSERT INTO newcomer VALUES (1)");

        Outcome outcome = rig.run("late", Goal.SWITCHED_OVER);

        assertThat(outcome.kind()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains("newcomer");
        assertThat(rig.upgrades.status("late").phase()).isEqualTo(Phase.IN_SYNC);
        rig.sql(SOURCE, "late", "INSERT INTO newcomer VALUES (2)");
    }

    @Test
    void a_table_that_cannot_be_copied_ends_the_run_and_is_named() {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE choosy");
        rig.sql(
                SOURCE,
                "choosy",
                "CREATE TABLE plain (id int PRIMARY KEY)",
                "CREATE TABLE fussy (id int PRIMARY KEY CONSTRAINT old"
                        + " CHECK (id < 3 OR current_setting('server_version_num')::int < 180000))",
                "INSERT INTO fussy VALUES (1), (2), (3)");
        rig.upgrades.add(rig.plan("choosy", "[choosy]", "traffic: {kind: fence}", "copy: {failures: 3}"));

        Outcome outcome = rig.run("choosy", Goal.IN_SYNC);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.STALLED);
        assertThat(outcome.message())
                .containsPattern("2 of 3 tables are ready; copying failed [3-9] times; not ready: public.fussy")
                .contains("remove the cause and run again");
        for (Server server : Server.values()) {
            rig.sql(
                    server,
                    "choosy",
                    "SET default_transaction_read_only = off",
                    "ALTER TABLE fussy DROP CONSTRAINT old");
        }
        rig.reach("choosy", Goal.IN_SYNC);
        assertThat(rig.query(TARGET, "choosy", "SELECT id FROM fussy ORDER BY 1"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void timeouts_of_roles_and_databases_do_not_end_the_control_sessions() {
        inSync("hasty", "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        for (String timeout : List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")) {
            String alter = "ALTER DATABASE hasty SET " + timeout + " = '1ms'";
            rig.sql(SOURCE, "postgres", alter);
            rig.sql(TARGET, "postgres", "SET default_transaction_read_only = off", alter);
        }

        rig.reach("hasty", Goal.SWITCHED_OVER);
        rig.reach("hasty", Goal.SWITCHED_BACK);
    }

    @Test
    void a_transaction_larger_than_the_decoding_memory_is_carried() {
        inSync("large", "CREATE TABLE t (id int PRIMARY KEY, note text)");
        rig.sql(
                SOURCE,
                "large",
                "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 200000) i",
                "UPDATE t SET note = 'y'");

        rig.reach("large", Goal.SWITCHED_OVER);

        assertThat(rig.query(TARGET, "large", "SELECT count(*) FROM t WHERE note = 'y'"))
                .containsExactly("200000");
    }

    @Test
    void a_status_command_changes_nothing() {
        inSync("looked", "CREATE TABLE t (id int PRIMARY KEY)");
        String slots = "SELECT string_agg(slot_name || confirmed_flush_lsn, ',' ORDER BY slot_name)"
                + " FROM pg_replication_slots WHERE NOT active";
        rig.reach("looked", Goal.SWITCHED_OVER);
        List<String> before = rig.query(SOURCE, "looked", slots);
        long moves = rig.journal.moves("looked").size();

        for (int i = 0; i < 5; i++) {
            assertThat(rig.upgrades.status("looked").phase()).isEqualTo(Phase.SWITCHED_OVER);
        }

        assertThat(rig.query(SOURCE, "looked", slots)).isEqualTo(before);
        assertThat(rig.journal.moves("looked")).hasSize((int) moves);
    }

    @Test
    void a_cancel_behind_the_point_of_no_return_is_refused_and_the_switch_completed() {
        inSync("cancelled", "CREATE TABLE t (id int PRIMARY KEY)");
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.MOVE_SETTLED && "open-writes".equals(event.step())) {
                try {
                    rig.upgrades.goalOf("cancelled", Signal.ABANDON);
                    rig.upgrades.pause("cancelled");
                } catch (NotAllowedException e) {
                    refusal.set(e);
                }
            }
        });

        rig.reach("cancelled", Goal.SWITCHED_OVER);
        rig.listen(event -> {});

        assertThat(refusal.get()).isNotNull();
        assertThatThrownBy(() -> rig.upgrades.goalOf("cancelled", Signal.ABANDON))
                .isInstanceOf(NotAllowedException.class);
    }

    @Test
    void nothing_in_the_pause_grows_with_the_data() {
        inSync("lean", "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 50000)");
        List<String> asked = new ArrayList<>();
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.STEP_STARTED) {
                asked.add(event.step());
            }
        });

        rig.reach("lean", Goal.SWITCHED_OVER);
        rig.listen(event -> {});

        assertThat(asked.subList(asked.indexOf("pause-traffic"), asked.indexOf("resume-traffic") + 1))
                .containsExactlyInAnyOrder(
                        "pause-traffic",
                        "freeze-writes",
                        "drain-replication",
                        "advance-sequences",
                        "prove-silence",
                        "hold-snapshots",
                        "carry-leftovers",
                        "position-replication",
                        "reroute-traffic",
                        "open-writes",
                        "resume-traffic");
    }

    @Test
    void a_failure_behind_the_point_of_no_return_never_opens_the_old_side_again() {
        inSync("split", "CREATE TABLE t (id int PRIMARY KEY)");
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.MOVE_SETTLED && "open-writes".equals(event.step())) {
                throw new IllegalStateException("a fault of the program");
            }
        });

        try {
            rig.run("split", Goal.SWITCHED_OVER);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("a fault of the program");
        }
        rig.listen(event -> {});

        assertThat(rig.upgrades.status("split").phase()).isIn(Phase.HANDING_OVER, Phase.STALLED);
        assertThatThrownBy(() -> rig.sql(SOURCE, "split", "INSERT INTO t VALUES (1)"))
                .hasMessageContaining("read-only");
        rig.reach("split", Goal.SWITCHED_OVER);
        rig.sql(TARGET, "split", "INSERT INTO t VALUES (1)");
        assertThatThrownBy(() -> rig.sql(SOURCE, "split", "INSERT INTO t VALUES (1)"))
                .hasMessageContaining("read-only");
    }
}
