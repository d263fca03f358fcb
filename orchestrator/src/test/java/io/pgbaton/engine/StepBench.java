package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The engine's readers one by one, for a test that holds a single step to its laws: no loop, no lifecycle. */
public final class StepBench implements AutoCloseable {
    private final Servers servers;
    private final UpgradeLock lock;
    private final Workplace place;
    private final Hands hands;
    private final List<String> databases;

    /** For an upgrade that is in the journal already. */
    public StepBench(Plan plan, List<String> databases, Workshop workshop, Journal journal) {
        this.databases = databases;
        servers = workshop.servers(plan);
        lock = servers.lock(plan.name(), UpgradeLock.Errand.WORK);
        Clock clock = Clock.system();
        place = new Workplace(
                plan,
                servers,
                workshop.traffic(plan),
                workshop.probe(plan),
                workshop.hooks(plan),
                journal,
                journal.claim(plan.name(), "bench"),
                lock,
                clock,
                new Budget(clock, plan.switchover().freezeBudget()),
                "bench",
                event -> {},
                new Notebook(),
                new Crew(),
                new Snapshots(plan, clock));
        hands = place.hands();
    }

    /** The step's work as the facts are now. */
    public Work work(Step step, long passage) {
        return step.work(new LiveFacts(place.plan(), databases, passage, servers));
    }

    /** Every change of the work, those made side by side too. */
    public static List<Change> changes(Work work) {
        List<Change> changes = new ArrayList<>();
        for (Move move : work.moves()) {
            List<Move> moves = move instanceof Together together ? together.moves() : List.of(move);
            moves.stream()
                    .filter(Change.class::isInstance)
                    .map(Change.class::cast)
                    .forEach(changes::add);
        }
        return changes;
    }

    /** The work as the dry run prints it. */
    public DryRun.StepText describe(Step step, Work work) {
        return new Describer(place.traffic()).step(step.name(), work, "");
    }

    /** Checks, performs and verifies the work, as a run does. */
    public void apply(Phase phase, long passage, Step step, Work work) {
        Checker.require(work, place);
        List<MoveEntry> before = place.journal().moves(place.plan().name(), passage);
        StepLedger ledger = new StepLedger(place, phase, passage, step.name(), before);
        Performer performer = new Performer(place, hands, phase, step.name(), ledger);
        performer.settleForgotten(work.moves(), ledger.before());
        performer.perform(work.moves());
        Verifier.verify(work, place);
    }

    /** Writes the intent of the changes down and makes none: what a process leaves that is killed before it acts. */
    public void intend(Phase phase, long passage, Step step, List<Change> changes) {
        for (Change change : changes) {
            place.journal()
                    .intend(
                            place.plan().name(),
                            place.epoch(),
                            passage,
                            phase,
                            step.name(),
                            change.key(),
                            RecordedMove.of(change).json());
        }
    }

    /** Takes the step back; returns what went wrong. */
    public List<String> undo(Phase phase, long passage, Step step) {
        return new Undoer(place, hands).undo(of(phase, passage, step));
    }

    /** Whether the change's question is answered yes. A database that is not there answers no. */
    public boolean holds(Change change) {
        return new LiveFacts(place.plan(), databases, 0, servers)
                        .exists(change.holds().at())
                && place.ask(change.holds()).yes();
    }

    /** Whether the traffic does as the order says. */
    public boolean holds(Route.Order order) {
        return place.traffic().holds(order);
    }

    /** What the journal has about the step. */
    public List<MoveEntry> entries(Phase phase, long passage, Step step) {
        return place.journal().moves(place.plan().name()).stream()
                .filter(of(phase, passage, step))
                .toList();
    }

    private static Predicate<MoveEntry> of(Phase phase, long passage, Step step) {
        return entry -> entry.phase() == phase
                && entry.passage() == passage
                && entry.step().equals(step.name());
    }

    @Override
    public void close() {
        hands.close();
        place.crew().close();
        lock.close();
        place.traffic().close();
        servers.close();
    }
}
