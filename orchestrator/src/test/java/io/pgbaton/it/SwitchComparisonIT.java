package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.AtSwitch;
import io.pgbaton.engine.AtSwitch.State;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Both servers are compared as they were in the pause of a switch, whatever clients write behind it. One pair, switched over and
 * back: each test begins where the one before it ended.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwitchComparisonIT {
    private static final String NAME = "exact";
    private static final String BEGINS = "comparing both servers as they were at the switch";
    private static final int ROWS = 6000;
    private static final String ALL = "SELECT md5(string_agg(id || t, '' ORDER BY id)) FROM item";
    private static final String HOLDERS = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'pgbaton "
            + NAME + " %' AND state = 'idle in transaction'";

    private Lab lab;
    private Rig rig;

    @BeforeAll
    void start() {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE item (id int PRIMARY KEY, t text)",
                "INSERT INTO item SELECT i, 'item ' || i FROM generate_series(1, " + ROWS + ") i",
                "CREATE TABLE staging (id int PRIMARY KEY)",
                "INSERT INTO staging SELECT generate_series(1, 100)",
                "CREATE TABLE bag (t text)",
                "INSERT INTO bag SELECT 'b' || i % 10 FROM generate_series(1, 100) i");
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
        lines.addAll(List.of(
                "tablesWithoutKey: full",
                "approval: none",
                "compare: {atSwitch: exact, rowsPerRange: 500, atSwitchWithin: 2s}"));
        rig.upgrades.add(rig.plan(NAME, "[app]", lines.toArray(String[]::new)));
        rig.reach(NAME, Goal.IN_SYNC);
    }

    @AfterEach
    void nobodyHoldsASnapshotAnyMore() {
        rig.listen(event -> {});
        for (Server server : Server.values()) {
            await().untilAsserted(() -> assertThat(rig.query(server, "postgres", HOLDERS))
                    .as("snapshots held on the " + server.word())
                    .isEmpty());
        }
    }

    @AfterAll
    void stop() {
        rig.close();
        lab.close();
    }

    @Test
    @Order(1)
    void finds_no_difference_although_clients_write_at_once() {
        AtomicReference<AtSwitch> meanwhile = new AtomicReference<>();
        AtomicReference<Throwable> second = new AtomicReference<>();
        atOnce(says(BEGINS), () -> {
            rig.sql(
                    TARGET,
                    "app",
                    "UPDATE item SET t = 'written after the switch'",
                    "DELETE FROM item WHERE id % 3 = 0",
                    "INSERT INTO item SELECT i, 'new' FROM generate_series(" + (ROWS + 1) + ", " + (ROWS + 9) + ") i",
                    "DELETE FROM bag WHERE t = 'b3'",
                    "VACUUM item",
                    "CREATE TABLE younger (id int PRIMARY KEY)",
                    "ALTER TABLE item ADD COLUMN younger int",
                    "ALTER TABLE item DROP COLUMN younger",
                    "DROP TABLE younger");
            meanwhile.set(atSwitch());
            second.set(catchThrowable(() -> rig.upgrades.compare(NAME, pace -> {})));
        });
        try (Writer writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                .clients(4)
                .rate(100))) {
            await().until(() -> writer.acknowledged() > 50);
            Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
            Writer.Report report = writer.stop();

            assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
            assertThat(outcome.message()).contains("as they were at the switch: no difference");
            assertThat(report.acknowledged()).isPositive();
        }
        assertThat(meanwhile.get().state()).isEqualTo(State.UNDER_WAY);
        assertThat(meanwhile.get().text())
                .contains("as they were at the switch")
                .contains("test:1");
        assertThat(second.get())
                .isInstanceOf(UpgradeLock.HeldException.class)
                .hasMessageContaining("as they were at the switch")
                .hasMessageContaining("wait for its outcome");
        assertThat(atSwitch().state()).isEqualTo(State.SAME);
        assertThat(rig.report(NAME)).contains("both servers as they were in this pause: ");
        assertThat(rows("item")).isEqualTo(ROWS);
    }

    @Test
    @Order(2)
    void names_what_was_planted_before_and_what_cannot_be_told_any_more() {
        await().untilAsserted(() -> assertThat(rig.query(SOURCE, "app", ALL)).isEqualTo(rig.query(TARGET, "app", ALL)));
        behind(
                SOURCE,
                "UPDATE item SET t = 'other' WHERE id = 100",
                "DELETE FROM item WHERE id = 200",
                "INSERT INTO item VALUES (-7, 'added')",
                "INSERT INTO bag VALUES ('more')");
        atOnce(
                says(BEGINS),
                () -> rig.sql(
                        SOURCE,
                        "app",
                        "TRUNCATE staging",
                        "UPDATE item SET t = 'item 100' WHERE id = 100",
                        "DELETE FROM item WHERE id = -7"));
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_BACK);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(outcome.message())
                .contains("4 rows differ")
                .contains("app public.item: 100 differs in t")
                .contains("app public.item: 200 missing on the source")
                .contains("app public.item: -7 on the source alone")
                .contains("app public.bag: a row with the hash")
                .contains("app public.staging: not compared to its end: since the switch it was truncated")
                .contains("before you abandon or switch over again");
        assertThat(atSwitch().state()).isEqualTo(State.DIFFERENT);
        assertThat(atSwitch().text()).contains("4 rows differ, 1 table with a problem");
        assertThat(rig.report(NAME)).contains("**DIFFERENT**");
        rig.sql(SOURCE, "app", "DELETE FROM bag WHERE t = 'more'");
        behind(TARGET, "DELETE FROM item WHERE id = 200");
    }

    @Test
    @Order(3)
    void says_loudly_how_to_go_back_and_finishes_nothing() {
        behind(TARGET, "INSERT INTO item VALUES (-8, 'added')");
        Outcome outcome = rig.run(NAME, Goal.FINISHED);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(outcome.message())
                .startsWith("DIFFERENT: the upgrade is SWITCHED_OVER")
                .contains("app public.item: -8 on the target alone")
                .contains("'pgbaton switch-back " + NAME + "'");
        assertThat(rig.upgrades.remembered(NAME).phase()).isEqualTo(Phase.SWITCHED_OVER);
        rig.sql(TARGET, "app", "DELETE FROM item WHERE id = -8");
    }

    @Test
    @Order(4)
    void is_told_as_not_made_when_the_process_is_killed() {
        try (Stopping owner = new Stopping(rig, NAME, Goal.SWITCHED_BACK, "^SWITCHED_BACK null PHASE ")) {
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED ");
            for (Server server : Server.values()) {
                assertThat(rig.query(server, "postgres", HOLDERS)).isNotEmpty();
            }
            assertThat(atSwitch().state()).isEqualTo(State.UNDER_WAY);
            assertThat(atSwitch().text()).contains("stopping:");
            owner.kill();
        }
        await().untilAsserted(
                        () -> assertThat(rig.query(TARGET, "postgres", HOLDERS)).isEmpty());

        assertThat(rig.upgrades.remembered(NAME).phase()).isEqualTo(Phase.SWITCHED_BACK);
        assertThat(atSwitch().state()).isEqualTo(State.NOT_MADE);
        assertThat(atSwitch().text()).contains("not compared").contains("ended before it had compared it");
        assertThat(rig.report(NAME)).contains("**NOT MADE**");
    }

    @Test
    @Order(5)
    void is_done_without_where_nothing_can_be_held() {
        atOnce(
                event -> event.kind() == UpgradeEvent.Kind.STEP_STARTED && "await-quiet".equals(event.step()),
                () -> rig.query(TARGET, "app", end("query = 'ROLLBACK'")));
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(outcome.message()).contains("the upgrade is SWITCHED_OVER").contains("could not be held");
        assertThat(atSwitch().state()).isEqualTo(State.NOT_MADE);
        assertThat(atSwitch().text()).contains("what target/app showed could not be held");
    }

    @Test
    @Order(6)
    void ends_when_somebody_wants_it_to_end() {
        atOnce(says(BEGINS), () -> rig.upgrades.pause(NAME));
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_BACK);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(atSwitch().state()).isEqualTo(State.NOT_MADE);
        assertThat(atSwitch().text()).contains("ended on request");
    }

    @Test
    @Order(7)
    void proves_nothing_once_what_was_held_is_gone() {
        atOnce(says(BEGINS), () -> rig.query(SOURCE, "app", end("state = 'idle in transaction'")));
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(outcome.message()).doesNotContain("no difference");
        assertThat(atSwitch().state()).isIn(State.NOT_MADE, State.UNDECIDED);
    }

    @Test
    @Order(8)
    void holds_nothing_longer_than_the_plan_says() {
        String name = "brief";
        rig.sql(SOURCE, "postgres", "CREATE DATABASE second");
        rig.sql(SOURCE, "second", "CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
        rig.upgrades.add(rig.plan(
                name,
                "[second]",
                "traffic: {kind: fence}",
                "approval: none",
                "compare: {atSwitch: exact, atSwitchFor: 1s}"));
        atOnce(
                says(BEGINS),
                () -> await().untilAsserted(() -> assertThat(
                                rig.query(
                                        TARGET,
                                        "second",
                                        "SELECT bool_and(clock_timestamp() - xact_start > '1.2 s') FROM pg_stat_activity"
                                                + " WHERE application_name LIKE 'pgbaton brief %' AND state = 'idle in transaction'"))
                        .containsExactly("t")));
        Outcome outcome = rig.run(name, Goal.SWITCHED_OVER);

        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.UNPROVED);
        assertThat(outcome.message())
                .contains("public.item: not compared to its end: compare.atSwitchFor (1s) is over");
        rig.run(name, Goal.SWITCHED_BACK);
        rig.reach(name, Goal.ABANDONED);
    }

    private AtSwitch atSwitch() {
        return rig.upgrades.status(NAME).switchover().compared();
    }

    private int rows(String table) {
        return rig.upgrades.report(NAME).comparisons().stream()
                .flatMap(comparison -> comparison.tables().stream())
                .filter(one -> one.table().equals("public." + table))
                .mapToInt(one -> (int) one.rows())
                .sum();
    }

    /** Does it in the very thread of the run, the first time that an event is told. */
    private void atOnce(Predicate<UpgradeEvent> when, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        rig.listen(event -> {
            if (when.test(event) && done.compareAndSet(false, true)) {
                what.run();
            }
        });
    }

    private static Predicate<UpgradeEvent> says(String beginning) {
        return event -> event.message().startsWith(beginning);
    }

    /** Through the fence of the server that follows, and without a trigger. */
    private void behind(Server server, String... statements) {
        List<String> all = new ArrayList<>();
        all.add("SET default_transaction_read_only = off");
        all.add("SET session_replication_role = replica");
        all.addAll(List.of(statements));
        rig.sql(server, "app", all.toArray(String[]::new));
    }

    private static String end(String which) {
        return "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'pgbaton "
                + NAME + " %' AND " + which;
    }
}
