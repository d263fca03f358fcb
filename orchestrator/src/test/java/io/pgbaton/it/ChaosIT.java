package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Route;
import io.pgbaton.upgrade.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * At every move of a switch, there and back, pgbaton, PgBouncer, the source or the target is killed, frozen or cut off, under
 * load and with nobody there but the watchdog: clients go on at exactly one server, and no commit is lost or doubled.
 *
 * <p>The system property {@code pgbaton.chaos} says how much: a number of cases, spread evenly over the moves and all
 * faults; {@code all}; or words that the case's name has to contain, such as {@code "SOURCE FROZEN"}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChaosIT {
    private static final String NAME = "shop";
    private static final String CHOICE = System.getProperty("pgbaton.chaos", "12");
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** What a machine with other work to do needs beside the budget. */
    private static final Duration SLACK = Duration.ofSeconds(Integer.getInteger("pgbaton.chaos.slack", 12));
    /** How long a fault lasts where somebody mends it: longer than the budget. */
    private static final Duration OUTAGE = BUDGET.plus(GRACE);

    /** A move of a switch, as the product tells it, and what happens there. */
    private record Case(Goal goal, String move, Fault fault) {
        @Override
        public String toString() {
            return goal.word() + ", " + move + ", " + fault;
        }
    }

    private Wired lab;
    private Rig rig;

    @BeforeAll
    void begin() throws IOException {
        lab = new Wired(TreeLab.up(17, 18, List.of("app")));
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
        lines.addAll(List.of(
                "switchover:",
                "  freezeBudget: " + BUDGET.toMillis() + "ms",
                "  watchdog: {grace: " + GRACE.toMillis() + "ms, patience: 2min}",
                "limits: {reconnect: 3s, connectTimeout: 2s, lockTimeout: 1s}"));
        rig.upgrades.add(rig.plan(NAME, "[app]", lines.toArray(String[]::new)));
        rig.reach(NAME, Goal.IN_SYNC);
    }

    @AfterAll
    void end() {
        rig.close();
        lab.close();
    }

    @TestFactory
    Stream<DynamicTest> clients_go_on_at_exactly_one_server() {
        List<Case> cases = chosen();
        System.out.println(cases.size() + " cases");
        return cases.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> goesOnAfter(each)));
    }

    /** Every move of a switch there and back with every fault, less what was not asked for. */
    private List<Case> chosen() {
        List<List<Case>> moves = new ArrayList<>();
        for (Goal goal : List.of(Goal.SWITCHED_OVER, Goal.SWITCHED_BACK)) {
            for (String move : moves(goal)) {
                moves.add(Fault.all().stream()
                        .map(fault -> new Case(goal, move, fault))
                        .toList());
            }
        }
        if (!CHOICE.matches("[0-9]+")) {
            return moves.stream()
                    .flatMap(List::stream)
                    .filter(each -> CHOICE.equals("all")
                            || each.toString().toLowerCase().contains(CHOICE.toLowerCase()))
                    .toList();
        }
        // Neighbours get different faults, and each fault another place.
        int count = Integer.parseInt(CHOICE);
        List<Case> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Case> at = moves.get(i * moves.size() / count);
            some.add(at.get((i * 5) % at.size()));
        }
        return some;
    }

    /** The moves that a switch without a fault makes, in their order. */
    private List<String> moves(Goal goal) {
        Set<String> moves = new LinkedHashSet<>();
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.MOVE_INTENDED
                    && (event.phase().switching() || event.phase().handing())) {
                moves.add(event.phase() + " " + event.step() + " " + event.kind() + " " + event.message());
            }
        });
        rig.reach(NAME, goal);
        rig.listen(event -> {});
        assertThat(moves).hasSizeGreaterThan(8);
        return List.copyOf(moves);
    }

    private void goesOnAfter(Case each) throws IOException {
        System.out.println(LocalTime.now() + " " + each);
        rig.reach(NAME, each.goal() == Goal.SWITCHED_OVER ? overAgain() : Goal.SWITCHED_OVER);
        Files.deleteIfExists(rig.folder.resolve("visited"));
        Writer writer = Writer.start(Writer.Options.at(lab.clientUrl("app"), "postgres", lab.password())
                .clients(4)
                .rate(60)
                .onError(Writer.OnError.RETRY));
        try (Stopping owner = Stopping.watched(rig, NAME, each.goal(), "^" + Pattern.quote(each.move()) + "$")) {
            writes(writer);
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED");
            strikeAndMend(each.fault(), owner);
            writes(writer);
            rests(each.fault(), owner);
            writes(writer);
        } finally {
            lab.wires(each.fault().part()).forEach(Relay::heal);
            writer.stop();
            System.out.print(Files.readString(rig.folder.resolve("stopping.err")));
            Files.writeString(rig.folder.resolve("stopping.err"), "");
        }
        Writer.Report report = writer.report();
        if (each.fault().part() == Wired.Part.PGBATON) {
            assertThat(report.retriedAttempts())
                    .as("failed attempts of clients")
                    .isZero();
        }
        System.out.println(LocalTime.now() + " ended " + stage() + ", longest wait "
                + Math.round(report.longestStall().millis()) + " ms");
        Server open = stage() == Phase.SWITCHED_OVER ? TARGET : SOURCE;
        isTheOnlyOneOpen(open);
        Writer.Verdict verdict = writer.verify(lab.url(open, "app"), "postgres", lab.password());
        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(Comparison.of(lab.login(SOURCE, "app"), lab.login(TARGET, "app"))
                                .differences())
                        .isEmpty());
    }

    private Goal overAgain() {
        return stage() == Phase.SWITCHED_OVER ? Goal.SWITCHED_BACK : Goal.SETTLED;
    }

    private Phase stage() {
        return rig.journal.find(NAME).orElseThrow().stage().phase();
    }

    private void strikeAndMend(Fault fault, Stopping owner) {
        fault.strike(lab, owner);
        boolean alive = fault.part() != Wired.Part.PGBATON || fault.kind() == Fault.Kind.CUT_OFF;
        if (alive) {
            owner.go();
        }
        if (fault.mendable()) {
            await().pollDelay(OUTAGE).until(() -> true);
            fault.mend(lab, owner);
        }
    }

    /** Clients get their commits, soon enough, and nobody had to do anything for it. */
    private void writes(Writer writer) {
        long before = writer.acknowledged();
        await().atMost(BUDGET.plus(GRACE).plus(SLACK)).until(() -> writer.acknowledged() > before + 10);
    }

    /** What is left of the processes comes to an end, and an operator, where needed, brings the upgrade to rest. */
    private void rests(Fault fault, Stopping owner) {
        if (fault.part() == Wired.Part.PGBATON && fault.kind() == Fault.Kind.FROZEN) {
            owner.go();
            owner.thaw();
        }
        if (fault.part() != Wired.Part.PGBATON || fault.kind() != Fault.Kind.KILLED) {
            assertThat(owner.says()).matches("(ENDED|THROWN) .*");
            owner.ended();
        }
        await().atMost(Duration.ofMinutes(1))
                .ignoreException(UpgradeLock.HeldException.class)
                .untilAsserted(() -> {
                    Outcome outcome = rig.run(NAME, Goal.SETTLED);
                    assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
                });
    }

    private void isTheOnlyOneOpen(Server open) {
        try (Traffic traffic = rig.workshop("test").traffic(rig.upgrades.plan(NAME))) {
            assertThat(traffic.holds(new Route.PointAt(open))).isTrue();
            assertThat(traffic.holds(new Route.Resume())).isTrue();
        }
        String write = "CREATE TABLE written (); DROP TABLE written";
        rig.sql(open, "app", write);
        assertThatThrownBy(() -> rig.sql(open.other(), "app", write)).hasMessageContaining("read-only transaction");
    }
}
