package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Intent;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.Result;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stretch of a switch in which clients wait, on both sides of the point of no return. Before it begins, the work of all
 * its steps is settled, their intents are in the journal by one write, and everything has been asked and opened once.
 */
final class Pause {
    /** A step of the pause. Work that depends on what a frozen server tells is asked for anew when its turn comes. */
    private record Part(Phase phase, Step step, Work work, PauseLedger ledger) {}

    private final Workplace place;
    private final Hands hands;
    private final Facts facts;
    private final Map<Step, Part> parts = new IdentityHashMap<>();

    private Pause(Workplace place, Hands hands, Facts facts) {
        this.place = place;
        this.hands = hands;
        this.facts = facts;
    }

    /**
     * Gets everything ready, while clients still work; throws {@link StepFailed} if something is not as it must be.
     *
     * @param switching the phase that ends with the point of no return
     */
    static Pause prepare(Workplace place, Hands hands, Facts facts, long passage, Phase switching, Phase handing) {
        Pause pause = new Pause(place, hands, facts);
        List<Part> parts = new ArrayList<>();
        for (Phase phase : List.of(switching, handing)) {
            for (Step step : Workflow.frozen(phase)) {
                Work work = step.work(facts);
                Checker.require(work, place);
                parts.add(new Part(phase, step, work, new PauseLedger(place, phase, passage, step.name())));
            }
        }
        parts.forEach(part -> pause.parts.put(part.step(), part));
        new Rehearsal(place, hands).rehearse(parts.stream().map(Part::work).toList());
        pause.writeDown(parts, passage);
        return pause;
    }

    /** One durable write has the intents of everything that would have to be taken back. */
    private void writeDown(List<Part> parts, long passage) {
        List<Intent> intents = new ArrayList<>();
        List<PauseLedger> ledgers = new ArrayList<>();
        for (Part part : parts) {
            for (Move move : singles(part.work().moves())) {
                String work = recorded(move);
                if (!work.isEmpty()) {
                    intents.add(new Intent(part.phase(), part.step().name(), move.key(), work));
                    ledgers.add(part.ledger());
                }
            }
        }
        List<MoveEntry> entries = place.intend(passage, intents);
        for (int i = 0; i < entries.size(); i++) {
            ledgers.get(i).put(entries.get(i));
        }
    }

    private static List<Move> singles(List<Move> moves) {
        List<Move> singles = new ArrayList<>();
        for (Move move : moves) {
            singles.addAll(move instanceof Together ? singles(((Together) move).moves()) : List.of(move));
        }
        return singles;
    }

    /** What the journal is to know of a move beforehand; empty for one that leaves nothing to take back. */
    private String recorded(Move move) {
        if (move instanceof Route) {
            return RecordedMove.of((Route) move).json();
        }
        if (!(move instanceof Change) || ((Change) move).undo() instanceof Undo.Needless) {
            return "";
        }
        Change change = (Change) move;
        boolean held = place.ask(change.holds()).yes();
        if (held) {
            Performer.refuseIfNotOurs(change);
        }
        return (held ? RecordedMove.found(change) : RecordedMove.of(change)).json();
    }

    /** Whether the step belongs to the pause. */
    boolean has(Step step) {
        return parts.containsKey(step);
    }

    /** Performs steps side by side; throws what the first of them that failed threw, when all have ended. */
    void perform(List<Step> group) {
        place.budget().check();
        place.crew()
                .allOf(group.stream()
                        .map(this::part)
                        .map(part -> (Runnable) () -> perform(part))
                        .toList());
    }

    private Part part(Step step) {
        Part part = parts.get(step);
        if (part == null) {
            throw new IllegalStateException(step.name() + " was not prepared");
        }
        return part;
    }

    private void perform(Part part) {
        long start = place.clock().nanos();
        String step = part.step().name();
        place.tell(
                UpgradeEvent.Kind.STEP_STARTED, part.phase(), step, part.work().intent(), Map.of());
        Work work = part.work();
        if (part.step().looksAnew()) {
            work = part.step().work(facts);
            Checker.require(work, place);
        }
        new Performer(place, hands, part.phase(), step, part.ledger()).perform(work.moves());
        Verifier.verify(work, place);
        place.tell(
                UpgradeEvent.Kind.STEP_DONE,
                part.phase(),
                step,
                part.work().intent(),
                Map.of("millis", Millis.of(place.clock().nanos() - start), "tables", work.tables()));
    }

    /** Writes down what became of the moves of both phases; one that was never begun needs no undo. */
    void writeOutcomes() {
        List<Result> results = new ArrayList<>();
        parts.values().forEach(part -> results.addAll(part.ledger().outcomes()));
        place.journal().settle(place.plan().name(), place.epoch(), results);
    }
}
