package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Phase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Something dies, hangs or stands in the way while clients wait: the switch is undone, clients go on where they were, and no
 * row is lost. Every test leaves both servers as it found them, with the traffic on the source.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
    private static final String NAME = LiveShop.NAME;
    private static final Duration BUDGET = Duration.ofSeconds(6);
    /** What a machine with other work to do needs beside the budget. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** A fenced server is read-only for sessions that do not say otherwise. */
    private static final String WRITABLE = "SET default_transaction_read_only = off";

    private LiveShop shop;
    private Lab lab;
    private Rig rig;

    @BeforeAll
    void begin() {
        shop = new LiveShop(GRACE);
        lab = shop.lab;
        rig = shop.rig;
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE filler (id int PRIMARY KEY, note text)",
                "INSERT INTO filler SELECT i, repeat('x', 200) FROM generate_series(1, 100000) i");
        rig.upgrades.add(plan(NAME, "app", "wait"));
        copyThroughACrash();
        assertThat(rig.query(TARGET, "app", "SELECT count(*) FROM filler")).isEqualTo(List.of("100000"));
    }

    /** A copy that the target's crash interrupts begins again by itself. */
    private void copyThroughACrash() {
        AtomicBoolean crashed = new AtomicBoolean();
        rig.listen(event -> {
            if (intended("create the forward subscription of app").test(event)) {
                holdCopy();
            } else if (event.message().contains("5 of 6 tables are ready") && crashed.compareAndSet(false, true)) {
                // What the workers committed asynchronously is to survive: only the copy under way is interrupted.
                rig.sql(TARGET, "postgres", "CHECKPOINT");
                lab.stop(TARGET, "immediate");
                CompletableFuture.runAsync(() -> lab.start(TARGET));
            }
        });
        Outcome outcome = rig.run(NAME, Goal.IN_SYNC);
        if (outcome.kind() == Outcome.Kind.STALLED) {
            await().atMost(GRACE).until(() -> up(TARGET));
            outcome = rig.run(NAME, Goal.IN_SYNC);
        }
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
        assertThat(crashed).isTrue();
    }

    /** Lets the copy of one table wait; the session ends with the server. */
    private void holdCopy() {
        try {
            Connection holder = connect(TARGET);
            holder.setAutoCommit(false);
            execute(holder.createStatement(), "LOCK TABLE filler IN SHARE MODE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean up(Server server) {
        try (Connection connection =
                DriverManager.getConnection(lab.url(server, "postgres"), "postgres", lab.password())) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private PlanFile plan(String name, String database, String openTransactions) {
        return shop.plan(
                name,
                database,
                "switchover:",
                "  freezeBudget: " + BUDGET.toSeconds() + "s",
                "  openTransactions: " + openTransactions,
                "  waitForQuiet: 3s",
                "limits:",
                "  reconnect: 4s",
                "  lockTimeout: 1s");
    }

    @AfterAll
    void end() {
        shop.close();
    }

    @BeforeEach
    void write() {
        shop.write();
    }

    @AfterEach
    void stop() {
        shop.rest();
    }

    @Test
    void a_target_that_crashes_in_the_pause_lets_clients_go_on_at_the_source() {
        shop.once(settled("fence app"), () -> lab.stop(TARGET, "immediate"));
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        shop.goesOn();
        assertThat(outcome.kind()).as(outcome.message()).isIn(Outcome.Kind.STALLED, Outcome.Kind.BACKED_OUT);
        lab.start(TARGET);
        switchesOver();
        shop.exact(TARGET, BUDGET.plus(GRACE));
    }

    @Test
    void a_source_that_crashes_in_the_pause_gets_its_clients_back_when_it_is_up_again() {
        AtomicReference<CompletableFuture<Void>> start = new AtomicReference<>();
        shop.once(intended("write the marker in app"), () -> {
            lab.stop(SOURCE, "immediate");
            start.set(CompletableFuture.runAsync(() -> lab.start(SOURCE)));
        });
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        start.get().join();
        if (outcome.kind() == Outcome.Kind.STALLED) {
            switchesOver();
            shop.exact(TARGET, BUDGET.plus(GRACE));
        } else {
            shop.goesOn();
            assertThat(outcome.kind()).as(outcome.message()).isIn(Outcome.Kind.DONE, Outcome.Kind.BACKED_OUT);
            shop.exact(outcome.kind() == Outcome.Kind.DONE ? TARGET : SOURCE, BUDGET.plus(GRACE));
        }
    }

    /**
     * As far as a process gets whose server was gone in the pause: clients are let through to the fenced server, which then is
     * opened. PgBouncer would tell new clients that it takes no writes. Those of before may have seen errors meanwhile.
     */
    @Test
    void new_clients_may_write_though_the_process_died_before_it_told_pgbouncer() throws SQLException {
        try (Stopping owner =
                new Stopping(rig, NAME, Goal.SWITCHED_OVER, "SWITCHING_OVER freeze-writes MOVE_SETTLED fence app")) {
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED");
            owner.kill();
        }
        Journal.MoveEntry pause = rig.journal.moves(NAME).stream()
                .filter(move -> move.step().equals("pause-traffic"))
                .reduce((first, second) -> second)
                .orElseThrow();
        try (io.pgbaton.engine.Traffic traffic = rig.workshop("test").traffic(rig.upgrades.plan(NAME))) {
            traffic.apply(new io.pgbaton.step.Route.Resume(), GRACE, () -> {});
            traffic.refresh(GRACE, () -> {});
        }
        rig.journal.settle(NAME, rig.journal.claim(NAME, "gone"), pause.id(), Journal.MoveState.UNDONE, null, null);
        assertThat(newClient("SHOW default_transaction_read_only")).isEqualTo("on");
        rig.sql(SOURCE, "postgres", WRITABLE, "ALTER DATABASE app RESET default_transaction_read_only");

        assertThat(rig.run(NAME, Goal.SETTLED).kind()).isEqualTo(Outcome.Kind.DONE);

        assertThat(newClient("SHOW default_transaction_read_only")).isEqualTo("off");
        shop.goesOn();
    }

    private String newClient(String question) throws SQLException {
        try (Connection client = DriverManager.getConnection(lab.bouncerUrl("app"), "postgres", lab.password());
                Statement statement = client.createStatement();
                java.sql.ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    @Test
    void a_row_that_cannot_be_applied_backs_the_switch_out_when_the_budget_is_used_up() {
        rig.sql(TARGET, "app", WRITABLE, "INSERT INTO filler VALUES (-1, 'in the way')");
        shop.once(began(), () -> rig.sql(SOURCE, "app", "INSERT INTO filler VALUES (-1, 'from the source')"));
        backsOut("the marker");
        shop.goesOn();
        assertThat(rig.query(SOURCE, "app", "SHOW default_transaction_read_only"))
                .isEqualTo(List.of("off"));
        rig.sql(TARGET, "app", WRITABLE, "DELETE FROM filler WHERE id = -1");
        switchesOver();
        shop.exact(TARGET, BUDGET.plus(GRACE));
    }

    @Test
    void a_transaction_that_outlives_the_budget_backs_the_switch_out() throws SQLException {
        try (Connection open = connect(SOURCE);
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            shop.once(began(), () -> execute(statement, "INSERT INTO filler VALUES (-2, 'open')"));
            backsOut("older sessions");
            shop.goesOn();
            open.commit();
        }
        shop.exact(SOURCE, BUDGET.plus(GRACE));
        rig.sql(SOURCE, "app", "DELETE FROM filler WHERE id = -2");
    }

    @Test
    void a_client_in_a_transaction_that_outlives_the_budget_backs_the_switch_out() throws SQLException {
        try (Connection open = DriverManager.getConnection(lab.bouncerUrl("app"), "postgres", lab.password());
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO filler VALUES (-3, 'open')");
            backsOut("no transaction that has written stays open");
            shop.goesOn();
            open.commit();
        }
        shop.exact(SOURCE, BUDGET.plus(GRACE));
        rig.sql(SOURCE, "app", "DELETE FROM filler WHERE id = -3");
    }

    @Test
    void open_transactions_are_ended_where_the_plan_says_so() throws SQLException {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE second");
        rig.sql(SOURCE, "second", "CREATE TABLE t (id int PRIMARY KEY)");
        rig.upgrades.add(plan("second", "second", "terminate"));
        assertThat(rig.run("second", Goal.IN_SYNC).kind()).isEqualTo(Outcome.Kind.DONE);
        try (Connection pooled = DriverManager.getConnection(lab.bouncerUrl("second"), "postgres", lab.password());
                Connection direct = DriverManager.getConnection(lab.url(SOURCE, "second"), "postgres", lab.password());
                Statement first = pooled.createStatement();
                Statement second = direct.createStatement()) {
            pooled.setAutoCommit(false);
            direct.setAutoCommit(false);
            first.execute("INSERT INTO t VALUES (1)");
            second.execute("INSERT INTO t VALUES (2)");
            Outcome outcome = rig.run("second", Goal.SWITCHED_OVER);
            assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
            assertThatThrownBy(pooled::commit).isInstanceOf(SQLException.class);
            assertThatThrownBy(direct::commit).isInstanceOf(SQLException.class);
        }
        assertThat(rig.query(TARGET, "second", "SELECT id FROM t")).isEmpty();
        assertThat(rig.query(SOURCE, "second", "SELECT id FROM t")).isEmpty();
        assertThat(rig.run("second", Goal.FINISHED).kind()).isEqualTo(Outcome.Kind.DONE);
    }

    @Test
    void a_prepared_transaction_keeps_the_switch_from_happening() {
        rig.sql(SOURCE, "app", "BEGIN; INSERT INTO filler VALUES (-4, ''); PREPARE TRANSACTION 'before'");
        try {
            backsOut("COMMIT PREPARED");
        } finally {
            rig.sql(SOURCE, "app", "ROLLBACK PREPARED 'before'");
        }
        shop.once(
                began(),
                () -> rig.sql(
                        SOURCE, "app", "BEGIN; INSERT INTO filler VALUES (-4, ''); PREPARE TRANSACTION 'within'"));
        try {
            backsOut("1 prepared transactions");
        } finally {
            rig.sql(SOURCE, "app", "ROLLBACK PREPARED 'within'");
        }
        shop.goesOn();
        shop.exact(SOURCE, BUDGET.plus(GRACE));
    }

    @Test
    void of_two_processes_one_works_and_the_other_says_who_does() {
        AtomicReference<RuntimeException> refused = new AtomicReference<>();
        shop.once(settled("fence app"), () -> {
            try {
                rig.upgrades("other:2").run(NAME, Goal.SWITCHED_OVER);
            } catch (RuntimeException e) {
                refused.set(e);
            }
        });
        switchesOver();
        assertThat(refused.get())
                .isInstanceOf(UpgradeLock.HeldException.class)
                .hasMessageContaining("another process works on shop: pgbaton shop test:1, process ")
                .hasMessageContaining("--take-over");
        shop.exact(TARGET, BUDGET.plus(GRACE));
    }

    @Test
    void a_journal_that_cannot_be_written_in_the_pause_lets_clients_go_on() {
        shop.once(
                settled("fence app"),
                () -> control("CREATE TRIGGER full BEFORE UPDATE ON upgrade"
                        + " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"));
        try {
            assertThatThrownBy(() -> rig.run(NAME, Goal.SWITCHED_OVER))
                    .isInstanceOf(Journal.UnavailableException.class)
                    .hasMessageContaining("disk is full")
                    .hasMessageContaining("clients go on");
            shop.goesOn();
            assertThat(rig.query(SOURCE, "app", "SHOW default_transaction_read_only"))
                    .isEqualTo(List.of("off"));
        } finally {
            control("DROP TRIGGER full");
        }
        switchesOver();
        shop.exact(TARGET, BUDGET.plus(GRACE));
    }

    /** The worst that can happen: an owner that everybody took for dead wakes up after the switch. */
    @Test
    void an_owner_that_wakes_up_after_it_was_fenced_changes_nothing() {
        for (String point : List.of(
                "SWITCHING_OVER pause-traffic MOVE_INTENDED",
                "SWITCHING_OVER freeze-writes MOVE_INTENDED fence app",
                "SWITCHING_OVER drain-replication MOVE_INTENDED",
                "SWITCHING_OVER reroute-traffic MOVE_SETTLED",
                "HANDING_OVER null PHASE",
                "HANDING_OVER resume-traffic MOVE_INTENDED")) {
            try (Stopping owner = new Stopping(rig, NAME, Goal.SWITCHED_OVER, point)) {
                owner.go();
                assertThat(owner.says()).startsWith("STOPPED " + point);
                owner.freeze();
                rig.upgrades.takeOver(NAME);
                switchesOver();
                shop.goesOn();
                String before = state();
                owner.go();
                owner.thaw();
                assertThat(owner.says()).as(point).matches("THROWN .*(FencedException|LockLostException).*");
                owner.ended();
                assertThat(state()).as(point).isEqualTo(before);
                shop.goesOn();
            }
            assertThat(rig.run(NAME, Goal.SWITCHED_BACK).kind()).isEqualTo(Outcome.Kind.DONE);
        }
        shop.exact(SOURCE, BUDGET.plus(GRACE));
    }

    /** Everything that a switch changes, on the servers, at PgBouncer and in the journal. */
    private String state() {
        StringBuilder state = new StringBuilder();
        for (Server server : Server.values()) {
            state.append(rig.query(
                    server,
                    "app",
                    "SELECT format('%s %s', datconnlimit, s.setconfig) FROM pg_database d"
                            + " LEFT JOIN pg_db_role_setting s ON s.setdatabase = d.oid WHERE datname = 'app'"
                            + " UNION ALL SELECT format('%s %s', subname, subenabled) FROM pg_subscription"
                            + " UNION ALL SELECT slot_name FROM pg_replication_slots"
                            + " UNION ALL SELECT format('%s %s', server, token) FROM pgbaton_shop.marker ORDER BY 1"));
        }
        state.append(bouncer());
        state.append(rig.journal.find(NAME).orElseThrow());
        state.append(rig.journal.moves(NAME));
        state.append(rig.journal.events(NAME, 0).size());
        return state.toString();
    }

    private String bouncer() {
        io.pgbaton.engine.Traffic traffic = rig.workshop("test").traffic(rig.upgrades.plan(NAME));
        try (traffic) {
            return traffic.pointsAt() + " paused " + traffic.holds(new io.pgbaton.step.Route.Pause());
        }
    }

    private void backsOut(String why) {
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains(why);
        assertThat(rig.journal.find(NAME).orElseThrow().stage().phase()).isIn(Phase.IN_SYNC, Phase.SWITCHED_BACK);
    }

    private void switchesOver() {
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
        shop.goesOn();
    }

    private static java.util.function.Predicate<UpgradeEvent> settled(String move) {
        return event -> event.kind() == UpgradeEvent.Kind.MOVE_SETTLED
                && event.message().equals(move);
    }

    private static java.util.function.Predicate<UpgradeEvent> intended(String move) {
        return event -> event.kind() == UpgradeEvent.Kind.MOVE_INTENDED
                && event.message().equals(move);
    }

    private static java.util.function.Predicate<UpgradeEvent> began() {
        return event -> event.kind() == UpgradeEvent.Kind.FREEZE_BEGAN;
    }

    private Connection connect(Server server) throws SQLException {
        return DriverManager.getConnection(lab.url(server, "app"), "postgres", lab.password());
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void control(String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + rig.control());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 5000");
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
