package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.StepBench;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import io.pgbaton.steps.CreateSubscription;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The laws that every step obeys, whoever wrote it. The steps are walked in the order of {@link Workflow}, over and back, so that
 * each finds what it needs; each is described, made, made again, undone, undone again, and at last made for the next one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepLawsIT {
    private static final Map<Phase, Long> PASSAGES = new EnumMap<>(Map.of(
            Phase.PLANNED, 0L,
            Phase.REPLICATING, 1L,
            Phase.SWITCHING_OVER, 2L,
            Phase.HANDING_OVER, 2L,
            Phase.SWITCHING_BACK, 3L,
            Phase.HANDING_BACK, 3L));

    /** A copy under way has slots and origins of its own, which come and go with its tables. */
    private static final String COPY = "(source .*\\| slot: pg_\\d+_sync_|target .*\\| origin: pg_\\d+_\\d+: ).*";

    private static final String COPY_THAT_ENDED = "(source|target) - .*";

    private Lab lab;
    private Rig rig;
    private StepBench bench;

    @BeforeAll
    void start() {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        for (Server server : Server.values()) {
            // whoever uses up a transaction id meanwhile shall be a step
            rig.sql(server, "postgres", "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()");
        }
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "odd.sql");
        rig.sql(SOURCE, "app", "SELECT lo_from_bytea(4711, 'carried')");
        rig.sql(
                SOURCE,
                "postgres",
                "ALTER DATABASE app SET work_mem = '5MB'",
                "COMMENT ON DATABASE app IS 'It''s odd'");
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
        lines.addAll(List.of(
                "tablesWithoutKey: full",
                "unloggedTables: copy",
                "largeObjects: copy",
                "statistics: transfer",
                "ddlGuard: refuse",
                "copy: {workers: 3}",
                "acknowledge: [{finding: D-34, because: a test}]"));
        PlanFile plan = rig.plan("laws", "[app]", lines.toArray(String[]::new));
        rig.upgrades.add(plan);
        bench = new StepBench(plan.plan(), List.of("app"), rig.workshop("bench"), rig.journal);
    }

    @AfterAll
    void stop() {
        bench.close();
        rig.close();
        lab.close();
    }

    static Stream<Arguments> steps() {
        return PASSAGES.keySet().stream()
                .flatMap(phase -> Workflow.steps(phase).stream().map(step -> Arguments.of(phase, step.name(), step)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("steps")
    void keeps_the_laws(Phase phase, String name, Step step) {
        try {
            laws(phase, step);
        } finally {
            // whatever it broke, the next one is to find what it needs
            if (step instanceof CreateSubscription) {
                undo(phase, step);
                empty();
            }
            bench.apply(phase, passage(phase), step, work(phase, step));
        }
    }

    private void laws(Phase phase, Step step) {
        State before = state();
        Work work = work(phase, step);
        bench.describe(step, work);
        assertThat(before.differences(state())).as("describing changes nothing").isEmpty();
        if (work.moves().isEmpty()) {
            return;
        }

        undo(phase, step);
        assertThat(before.differences(state()))
                .as("undo without apply does nothing")
                .isEmpty();
        List<Change> open = StepBench.changes(work).stream()
                .filter(change -> !bench.holds(change))
                .toList();
        bench.intend(phase, passage(phase), step, open);
        undo(phase, step);
        assertThat(before.differences(state()))
                .as("undo of what was intended and never made does nothing")
                .isEmpty();

        bench.apply(phase, passage(phase), step, work(phase, step));
        assertThat(StepBench.changes(work)).as("apply makes every change hold").allMatch(bench::holds);
        assertThat(orders(work)).as("apply makes every order hold").allMatch(route -> bench.holds(route.order()));

        State applied = state();
        List<MoveEntry> journalled = bench.entries(phase, passage(phase), step);
        bench.apply(phase, passage(phase), step, work);
        bench.apply(phase, passage(phase), step, work(phase, step));
        assertThat(applied.differences(state())).as("apply twice = apply once").isEmpty();
        assertThat(bench.entries(phase, passage(phase), step)).hasSameSizeAs(journalled);

        undo(phase, step);
        assertThat(open)
                .as("undo takes back what can be taken back")
                .noneMatch(change -> change.undo() instanceof Undo.With && bench.holds(change));
        State undone = state();
        boolean stays =
                open.stream().anyMatch(bench::holds) || !orders(work).stream().allMatch(StepLawsIT::returns);
        if (!stays) {
            assertThat(before.differences(undone, COPY_THAT_ENDED))
                    .as("undo restores the catalog")
                    .isEmpty();
        }
        undo(phase, step);
        assertThat(undone.differences(state())).as("undo twice = undo once").isEmpty();
    }

    /** Copied rows go with the schema, whose step is not undone here. */
    private void empty() {
        rig.sql(
                TARGET,
                "app",
                "SET default_transaction_read_only = off",
                "SET session_replication_role = replica",
                """
                DO $$
                BEGIN
                  EXECUTE (SELECT 'TRUNCATE ' || string_agg(oid::regclass::text, ', ') FROM pg_class
                           WHERE relkind = 'r' AND relnamespace::regnamespace::text ~* 'odd|^pgbaton');
                END
                $$""");
    }

    private static boolean returns(Route route) {
        return route.undo() instanceof Route.With;
    }

    private static List<Route> orders(Work work) {
        List<Route> orders = new ArrayList<>();
        for (Move move : work.moves()) {
            if (move instanceof Route route) {
                orders.add(route);
            }
        }
        return orders;
    }

    private Work work(Phase phase, Step step) {
        return bench.work(step, passage(phase));
    }

    private void undo(Phase phase, Step step) {
        assertThat(bench.undo(phase, passage(phase), step))
                .as("what went wrong while undoing")
                .isEmpty();
    }

    private static long passage(Phase phase) {
        return PASSAGES.get(phase);
    }

    /** Everything that a step could have changed but for rows. */
    private record State(CatalogSnapshot catalogs, String bouncer) {
        List<String> differences(State later) {
            return differences(later, ".*");
        }

        /** @param tolerated which differences that a copy under way makes are none */
        List<String> differences(State later, String tolerated) {
            List<String> differences = new ArrayList<>(catalogs.differences(later.catalogs));
            differences.removeIf(line -> line.matches(COPY) && line.matches(tolerated));
            if (!bouncer.equals(later.bouncer)) {
                differences.add("PgBouncer's file: " + later.bouncer);
            }
            return differences;
        }
    }

    private State state() {
        try {
            return new State(CatalogSnapshot.of(lab), Files.readString(lab.bouncerFile()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
