package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Rescue;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Route;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A process that everybody took for dead, one that takes over from it, and a third: whichever of them acts when, clients go on
 * at one server, and whoever was fenced changes nothing more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RescueIT {
    private static final String NAME = LiveShop.NAME;
    private static final Duration SOON = Duration.ofSeconds(20);

    private LiveShop shop;
    private Lab lab;
    private Rig rig;

    @BeforeAll
    void begin() {
        shop = new LiveShop(SOON);
        lab = shop.lab;
        rig = shop.rig;
        rig.upgrades.add(shop.plan(
                NAME,
                "app",
                "switchover:",
                "  freezeBudget: 20s",
                "limits:",
                "  reconnect: 2s",
                "  connectTimeout: 2s"));
        rig.reach(NAME, Goal.IN_SYNC);
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
        rig.listen(event -> {});
        rig.run(NAME, Goal.SETTLED);
        shop.rest();
    }

    @Test
    void a_rescue_between_any_two_moves_there_and_back_leaves_one_server_open_and_the_first_process_fenced() {
        Set<String> visited = new HashSet<>();
        for (Goal goal : List.of(Goal.SWITCHED_OVER, Goal.SWITCHED_BACK)) {
            while (rescuedAtNext(goal, visited)) {
                Phase phase = shop.stage().phase();
                boolean over = phase == Phase.SWITCHED_OVER;
                opens(over ? TARGET : SOURCE);
                if (over != (goal == Goal.SWITCHED_BACK)) {
                    rig.reach(NAME, over ? Goal.SWITCHED_BACK : Goal.SWITCHED_OVER);
                }
            }
            shop.goesOn();
        }
        System.out.println(visited.size() + " points");
        assertThat(visited).hasSizeGreaterThan(25);
        shop.exact(SOURCE, SOON);
    }

    /** Whether there was a point where the process had not been rescued from yet; otherwise it reached the goal. */
    private boolean rescuedAtNext(Goal goal, Set<String> visited) {
        AtomicReference<String> at = new AtomicReference<>();
        AtomicReference<String> state = new AtomicReference<>();
        rig.listen(event -> {
            String point = event.phase() + " " + event.step() + " " + event.kind() + " " + event.message();
            if (at.get() == null && isPoint(event) && visited.add(point)) {
                at.set(point);
                Outcome outcome = rescue();
                assertThat(outcome.kind())
                        .as(point + ": " + outcome.message())
                        .isIn(Outcome.Kind.DONE, Outcome.Kind.BACKED_OUT);
                state.set(state());
            }
        });
        try {
            Outcome outcome = rig.run(NAME, goal);
            assertThat(at.get())
                    .as("a process that was rescued from ends by itself: " + outcome)
                    .isNull();
            assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
            return false;
        } catch (Journal.FencedException | UpgradeLock.LockLostException e) {
            assertThat(state()).as(at.get()).isEqualTo(state.get());
            return true;
        }
    }

    private static boolean isPoint(UpgradeEvent event) {
        boolean move = event.kind() == UpgradeEvent.Kind.MOVE_INTENDED
                || event.kind() == UpgradeEvent.Kind.FREEZE_BEGAN
                || event.kind() == UpgradeEvent.Kind.PHASE;
        return move && (event.phase().switching() || event.phase().handing());
    }

    @Test
    void a_target_that_dies_in_the_pause_together_with_the_process_does_not_keep_clients_waiting() {
        for (String move : List.of("FREEZE_BEGAN", "MOVE_SETTLED fence app", "MOVE_INTENDED point the traffic")) {
            AtomicReference<Outcome> rescued = new AtomicReference<>();
            shop.once(at(move), () -> {
                lab.stop(TARGET, "immediate");
                rescued.set(rescue());
                shop.goesOn();
            });
            assertThatThrownBy(() -> rig.run(NAME, Goal.SWITCHED_OVER))
                    .isInstanceOfAny(Journal.FencedException.class, UpgradeLock.LockLostException.class);
            assertThat(rescued.get().kind()).isEqualTo(Outcome.Kind.STALLED);
            assertThat(rescued.get().message()).contains("not undone yet", "the target");
            shop.goesOn();
            lab.start(TARGET);
            settles();
        }
        shop.exact(SOURCE, SOON);
    }

    @Test
    void a_run_after_a_crash_backs_out_though_the_target_is_gone() {
        crashAt("MOVE_SETTLED fence app");
        lab.stop(TARGET, "immediate");
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.STALLED);
        shop.goesOn();
        lab.start(TARGET);
        settles();
        shop.exact(SOURCE, SOON);
    }

    @Test
    void a_take_over_in_the_middle_of_a_rescue_fences_the_rescuer() {
        crashAt("MOVE_SETTLED fence app");
        shop.once(at("UNDONE"), () -> {
            rig.upgrades("third:3").takeOver(NAME);
            assertThat(rig.upgrades("third:3").run(NAME, Goal.SETTLED).kind()).isEqualTo(Outcome.Kind.DONE);
        });
        assertThatThrownBy(this::rescue)
                .isInstanceOfAny(Journal.FencedException.class, UpgradeLock.LockLostException.class);
        assertThat(shop.stage().phase()).isIn(Phase.IN_SYNC, Phase.SWITCHED_BACK);
        shop.goesOn();
        shop.exact(SOURCE, SOON);
    }

    @Test
    void a_rescuer_that_comes_late_leaves_alone_what_another_process_took_over() {
        crashAt("MOVE_SETTLED fence app");
        long claim = rig.journal.find(NAME).orElseThrow().epoch();
        try (Rescue late = rig.upgrades("late:2").rescue(NAME, claim)) {
            rig.upgrades("third:3").takeOver(NAME);
            assertThatThrownBy(() -> late.settle("late", Duration.ofSeconds(5), () -> {}))
                    .isInstanceOf(Journal.FencedException.class)
                    .hasMessageContaining("third:3");
            // The third did not go on: it has no lock, so that it need not be waited for.
            assertThat(late.adopt()).isTrue();
            assertThat(late.settle("late", Duration.ofSeconds(5), () -> {}).kind())
                    .isEqualTo(Outcome.Kind.BACKED_OUT);
        }
        shop.goesOn();
        shop.exact(SOURCE, SOON);
    }

    /** The process is gone: nothing of it goes on, nothing of it is undone. */
    private void crashAt(String what) {
        shop.once(at(what), () -> {
            throw new Crash();
        });
        assertThatThrownBy(() -> rig.run(NAME, Goal.SWITCHED_OVER))
                .matches(thrown -> thrown instanceof Crash || thrown.getCause() instanceof Crash);
        assertThat(shop.stage().phase()).isEqualTo(Phase.SWITCHING_OVER);
        rig.listen(event -> {});
    }

    /** Not a RuntimeException, against which a process that lives undoes the switch. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private Outcome rescue() {
        long claim = rig.journal.find(NAME).orElseThrow().epoch();
        try (Rescue rescue = rig.upgrades("rescuer:2").rescue(NAME, claim)) {
            return rescue.settle("the process is taken for dead", Duration.ofSeconds(2), () -> {});
        }
    }

    private void settles() {
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(rig.run(NAME, Goal.SETTLED).kind()).isEqualTo(Outcome.Kind.DONE));
        assertThat(shop.stage().phase()).isIn(Phase.IN_SYNC, Phase.SWITCHED_BACK);
        opens(SOURCE);
    }

    /** Traffic goes to this server and to no other, and clients may write there alone. */
    private void opens(Server server) {
        try (Traffic traffic = rig.workshop("test").traffic(rig.upgrades.plan(NAME))) {
            assertThat(traffic.holds(new Route.PointAt(server))).isTrue();
            assertThat(traffic.holds(new Route.Resume())).isTrue();
        }
        for (Server each : Server.values()) {
            assertThat(rig.query(each, "app", "SHOW default_transaction_read_only"))
                    .as("read-only on the " + each)
                    .isEqualTo(List.of(each == server ? "off" : "on"));
        }
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
                            + " UNION ALL SELECT slot_name FROM pg_replication_slots ORDER BY 1"));
        }
        return state + " " + rig.journal.find(NAME).orElseThrow() + rig.journal.moves(NAME);
    }

    private static Predicate<UpgradeEvent> at(String what) {
        return event -> (event.kind() + " " + event.message()).startsWith(what);
    }
}
