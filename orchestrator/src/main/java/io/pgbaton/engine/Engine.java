package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.plan.Comparing;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Works on one upgrade, phase by phase, until its goal is reached or something stops it. */
final class Engine {
    /** The journal's mark behind the last move of a step. */
    private static final String STEP_END = "";

    private final Workplace place;
    private final PhaseMachine machine;
    private final Hands hands;
    private final Watchdog watchdog;
    /** Whether this run has looked at the servers before it changes anything. */
    private boolean checked;

    /** The pause that clients are in. */
    private @Nullable Pause pause;

    Engine(Workplace place, PhaseMachine machine, Watchdog watchdog) {
        this.place = place;
        this.machine = machine;
        this.watchdog = watchdog;
        this.hands = place.hands();
    }

    /** Goes on until the goal; a switch that crashed before its point of no return is undone and tried again. */
    Outcome work(Goal goal) {
        try (hands) {
            Outcome outcome = null;
            while (outcome == null) {
                Entry entry = entry();
                Phase phase = entry.stage().phase();
                outcome = phase.running() ? run(entry, goal) : step(entry, goal);
            }
            return outcome;
        }
    }

    private Entry entry() {
        Entry entry = place.journal().find(place.plan().name()).orElseThrow();
        if (entry.epoch() != place.epoch()) {
            // What another process made of it is not ours to report, let alone to go on with.
            place.journal().confirm(entry.name(), place.epoch());
        }
        return entry;
    }

    /** Leads on from a phase at rest; null to go on. */
    private @Nullable Outcome step(Entry entry, Goal goal) {
        Optional<Signal> next = goal.next(entry.stage());
        if (goal == Goal.CHECKED && entry.stage().phase() == Phase.CHECKED && !checked) {
            return check(entry);
        }
        if (next.isEmpty()) {
            if (!goal.reached(entry.stage())) {
                throw new NotAllowedException(
                        "the upgrade is " + entry.stage() + "; it cannot get to " + goal + " from there",
                        io.pgbaton.upgrade.Lifecycle.allowed(entry.stage()));
            }
            return Outcome.of(Outcome.Kind.DONE, "the upgrade is " + entry.stage());
        }
        if (next.get() == Signal.CHECK || (next.get() == Signal.REPLICATE && !checked)) {
            return check(entry);
        }
        Phase to = machine.after(entry.stage(), next.get()).phase();
        if (Permit.needed(place.plan(), next.get())) {
            Outcome refused = refused(entry);
            if (refused != null) {
                return refused;
            }
        }
        if (to.running() && next.get() != Signal.RESUME) {
            try {
                place.pass(Edge.of(Edge.Side.BEFORE, to), entry.passage() + 1);
            } catch (Hooks.Veto veto) {
                return Outcome.of(
                        Outcome.Kind.BLOCKED,
                        veto.getMessage() + "; nothing was changed, the upgrade is " + entry.stage());
            }
        }
        advance(entry, next.get(), null);
        return null;
    }

    /** Refused unless it is what was approved; then the history says what the upgrade waits for. */
    private @Nullable Outcome refused(Entry entry) {
        List<Finding> more = Preflight.bystanders(place.plan(), place.probe(), place.hooks());
        Survey now = Survey.of(
                place.plan(), place.servers(), place.traffic(), more, entry.databases(), entry.stage(), Rates.NONE);
        Optional<NotApprovedException> refusal =
                Permit.refusal(entry, now, place.journal().approved(entry.name()));
        if (refusal.isEmpty()) {
            return null;
        }
        String message = String.valueOf(refusal.get().getMessage());
        place.journal()
                .append(
                        entry.name(),
                        place.clock().now(),
                        place.who(),
                        Permit.WAITS,
                        message,
                        Permit.detail(now, refusal.get()));
        return Outcome.of(Outcome.Kind.BLOCKED, message);
    }

    private @Nullable Outcome check(Entry entry) {
        List<Finding> findings = Preflight.findings(
                place.plan(), place.servers(), place.traffic(), place.probe(), place.hooks(), entry.databases());
        List<Finding> blocking = Checker.inTheWay(findings, place.plan());
        if (!blocking.isEmpty()) {
            return new Outcome(
                    Outcome.Kind.BLOCKED,
                    blocking.size() + (blocking.size() == 1 ? " finding keeps" : " findings keep")
                            + " the upgrade from starting; nothing was changed",
                    findings);
        }
        checked = true;
        advance(entry, Signal.CHECK, null);
        return null;
    }

    private Facts facts(Entry entry) {
        return new LiveFacts(
                place.plan(),
                entry.databases(),
                entry.passage(),
                place.servers(),
                () -> ComparisonEvidence.missing(
                        place.journal(), place.plan(), place.clock().now()));
    }

    private Entry advance(Entry entry, Signal signal, @Nullable String error) {
        Stage to = machine.after(entry.stage(), signal);
        Entry after = place.journal().advance(entry, place.epoch(), signal, to, place.who(), error);
        place.listener()
                .accept(new UpgradeEvent(
                        place.clock().now(),
                        place.plan().name(),
                        UpgradeEvent.Kind.PHASE,
                        to.phase(),
                        null,
                        entry.stage() + " → " + to,
                        Map.of("signal", signal.word())));
        return after;
    }

    private @Nullable Outcome run(Entry entry, Goal goal) {
        Phase phase = entry.stage().phase();
        if (goal == Goal.ABANDONED && phase != Phase.ABANDONING) {
            return interrupted(entry, phase);
        }
        try {
            switch (phase) {
                case ABANDONING:
                    return takeDown(entry, move -> true);
                case FINISHING:
                    return takeDown(entry, this::isScaffolding);
                case SWITCHING_OVER:
                case SWITCHING_BACK:
                    return switchTraffic(entry, goal);
                default:
                    if (phase.handing()) {
                        place.pass(Edge.of(Edge.Side.BEFORE, phase), entry.passage());
                    }
                    steps(entry);
                    completed(entry);
                    place.pass(Edge.of(Edge.Side.AFTER, phase), entry.passage());
                    return null;
            }
        } catch (PauseRequested e) {
            advance(entry(), Signal.PAUSE, null);
            return Outcome.of(Outcome.Kind.PAUSED, e.getMessage() + "; resume goes on from here");
        } catch (StepFailed | PostgresException | Traffic.TrafficException e) {
            return stalled(e);
        }
    }

    /** An abandon that comes while a crashed process's phase is still marked as running. */
    private @Nullable Outcome interrupted(Entry entry, Phase phase) {
        if (phase == Phase.REPLICATING || phase.switching()) {
            advance(entry, Signal.FAILED, "interrupted");
            return null;
        }
        throw new NotAllowedException(entry.stage(), Signal.ABANDON);
    }

    private Outcome stalled(RuntimeException e) {
        Entry now = entry();
        String message = now.step() == null ? text(e) : "step " + now.step() + ": " + text(e);
        place.budget().end();
        writeOutcomes();
        place.tell(UpgradeEvent.Kind.FAILED, now.stage().working(), now.step(), message, Map.of());
        advance(now, Signal.FAILED, message);
        String clients = now.stage().phase().handing()
                ? "clients may still be held back: mend the cause and run resume now"
                : "mend the cause and resume, or abandon";
        return Outcome.of(Outcome.Kind.STALLED, message + "; " + clients);
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Performs every step of the phase that is not done yet. */
    private void steps(Entry entry) {
        Phase phase = entry.stage().phase();
        Facts facts = facts(entry);
        // Within a pause nothing can have been made before, and reading takes time.
        List<MoveEntry> before =
                pause != null ? List.of() : place.journal().moves(place.plan().name(), entry.passage());
        for (List<Step> group : Workflow.groups(phase)) {
            List<Step> due =
                    group.stream().filter(step -> !isDone(before, phase, step)).toList();
            pass(Edge.Side.BEFORE, entry, due);
            if (Workflow.precedesFreeze(group.get(0))) {
                prepareFreeze(entry, facts);
            }
            if (Workflow.beginsFreeze(group.get(0))) {
                beginFreeze(entry, group.get(0));
            }
            if (pause != null && pause.has(group.get(0))) {
                pause.perform(group);
            } else {
                due.forEach(step -> perform(entry, facts, step, before));
            }
            if (Workflow.endsFreeze(group.get(0))) {
                endFreeze(entry, group.get(0));
            }
            pass(Edge.Side.AFTER, entry, due);
        }
    }

    /** Asks the hooks at steps of a switch; the steps of other phases have no edges. */
    private void pass(Edge.Side side, Entry entry, List<Step> steps) {
        Phase phase = entry.stage().phase();
        if (phase.switching() || phase.handing()) {
            steps.forEach(step -> place.pass(Edge.of(side, phase, step), entry.passage()));
        }
    }

    private static boolean isDone(List<MoveEntry> moves, Phase phase, Step step) {
        return moves.stream()
                .anyMatch(move -> move.step().equals(step.name())
                        && move.phase() == phase
                        && move.key().equals(STEP_END)
                        && move.state() == MoveState.DONE);
    }

    private void perform(Entry entry, Facts facts, Step step, List<MoveEntry> before) {
        Phase phase = entry.stage().phase();
        place.stopIfAsked(step.name());
        place.journal().at(place.plan().name(), place.epoch(), step.name());
        long start = place.clock().nanos();
        place.servers().patience(place.budget().left().plusMillis(50));
        Work work = step.work(facts);
        place.tell(UpgradeEvent.Kind.STEP_STARTED, phase, step.name(), work.intent(), Map.of());
        Checker.require(work, place);
        StepLedger ledger = new StepLedger(place, phase, entry.passage(), step.name(), before);
        Performer performer = new Performer(place, hands, phase, step.name(), ledger);
        performer.settleForgotten(work.moves(), ledger.before());
        performer.perform(work.moves());
        Verifier.verify(work, place);
        Map<String, Object> figures = new HashMap<>();
        figures.put("millis", Millis.of(place.clock().nanos() - start));
        long bytes = step.bytes(facts);
        if (bytes > 0) {
            figures.put(Rates.BYTES, bytes);
        }
        place.tell(UpgradeEvent.Kind.STEP_DONE, phase, step.name(), work.intent(), figures);
        markEnd(entry, step);
    }

    private void markEnd(Entry entry, Step step) {
        long end = place.journal()
                .intend(
                        place.plan().name(),
                        place.epoch(),
                        entry.passage(),
                        entry.stage().phase(),
                        step.name(),
                        STEP_END,
                        NOTHING);
        place.journal().settle(place.plan().name(), place.epoch(), end, MoveState.DONE, null, null);
    }

    /** What the journal keeps for the end of a step: nothing to ask, nothing to take back. */
    private static final String NOTHING = new RecordedMove(
                    null, null, List.of(), null, Change.Lasts.FOREVER, List.of(), null, null, "the end of the step")
            .json();

    private void completed(Entry entry) {
        Phase phase = entry.stage().phase();
        if (phase.handing()) {
            // What a process intended that died behind the point of no return had happened when it passed it.
            settle(move -> move.passage() == entry.passage() && move.state() == MoveState.INTENDED, MoveState.DONE);
        }
        if (phase == Phase.HANDING_BACK) {
            // A switch over and the switch back behind it cancel out: of both, only scaffolding is left to take back.
            List<Long> switches = switchesBefore();
            settle(
                    move -> switches.contains(move.passage())
                            && (move.state() == MoveState.DONE || move.state() == MoveState.ALREADY)
                            && !isScaffolding(move),
                    MoveState.SETTLED);
        }
        place.journal().at(place.plan().name(), place.epoch(), null);
        advance(entry(), Signal.COMPLETED, null);
        tellSighting(phase);
    }

    /** What the live probe saw, if it ran. */
    private void tellSighting(Phase phase) {
        place.probe()
                .stop()
                .ifPresent(sighting ->
                        place.tell(UpgradeEvent.Kind.SEEN, phase, null, sighting.sentence(), sighting.detail()));
    }

    private void settle(Predicate<MoveEntry> which, MoveState state) {
        List<Journal.Result> results = place.journal().moves(place.plan().name()).stream()
                .filter(which)
                .map(move -> new Journal.Result(move.id(), state, null, null, move.found()))
                .toList();
        place.journal().settle(place.plan().name(), place.epoch(), results);
    }

    private List<Long> switchesBefore() {
        return place.journal().moves(place.plan().name()).stream()
                .filter(move -> move.phase().switching() || move.phase().handing())
                .map(MoveEntry::passage)
                .distinct()
                .toList();
    }

    private @Nullable Outcome switchTraffic(Entry entry, Goal goal) {
        // A passage is never tried twice, not even when all of it is undone: its marker may have been written already,
        // and
        // would tell that everything has arrived before it has.
        boolean begun =
                !place.journal().moves(place.plan().name(), entry.passage()).isEmpty();
        if (begun || goal == Goal.SETTLED) {
            // Whatever interrupted it, the time that clients have waited is not known: back to before.
            return backOut(entry, "the switch was interrupted before its point of no return");
        }
        try {
            watchdog.start();
            place.probe().begin();
            for (Server server : Server.values()) {
                hands.warm(place.servers().clusterPlace(server));
                for (String database : entry.databases()) {
                    hands.warm(new Place(server, database));
                }
            }
            steps(entry);
            place.budget().check();
        } catch (Journal.FencedException | UpgradeLock.LockLostException | PauseRequested e) {
            throw e;
        } catch (Journal.UnavailableException e) {
            throw letGo(entry, e);
        } catch (RuntimeException e) {
            // Whatever it was, a fault of the program included: clients wait.
            Thread.interrupted();
            Outcome outcome = backOut(entry, text(e));
            return outcome != null ? outcome : Outcome.of(Outcome.Kind.BACKED_OUT, backedOut(entry, text(e)));
        }
        passPointOfNoReturn(entry);
        place.pass(Edge.of(Edge.Side.AFTER, entry.stage().phase()), entry.passage());
        return null;
    }

    private void passPointOfNoReturn(Entry entry) {
        try {
            advance(entry, Signal.REROUTED, null);
        } catch (Journal.UnavailableException e) {
            if (knownNotToBePassed(entry)) {
                throw letGo(entry, e);
            }
            // The old side must not be opened again, for the next run may go forward.
            throw new Journal.UnavailableException(
                    e.getMessage()
                            + "; it happened right at the point of no return, so that clients are still held back:"
                            + " mend the cause and run resume now",
                    e);
        }
        place.budget().noWayBack();
    }

    /** Whether the journal, which could not be written, can be read and says that nothing was. */
    private boolean knownNotToBePassed(Entry entry) {
        try {
            return entry().stage().equals(entry.stage());
        } catch (Journal.UnavailableException e) {
            return false;
        }
    }

    /**
     * Lets clients go on where they were although nothing can be written down: the moves of this switch are remembered, the
     * lock still keeps everybody else away, and the next run asks each change once more whether it holds.
     */
    private Journal.UnavailableException letGo(Entry entry, Journal.UnavailableException cause) {
        place.budget().end();
        List<String> failures = new Undoer(place, hands, new Undoer.Book() {
                    @Override
                    public List<MoveEntry> moves() {
                        return place.notebook().recall(entry.passage());
                    }

                    @Override
                    public void stillOurs() {
                        if (!place.lock().confirm(Duration.ofSeconds(1))) {
                            throw new UpgradeLock.LockLostException(
                                    "the lock was lost while the journal was not available");
                        }
                    }

                    @Override
                    public void undone(MoveEntry move) {}
                })
                .undoFor(withTraffic(entry), move -> true, watchdog::pauseEnded);
        String result = failures.isEmpty()
                ? "; the switch was undone and clients go on: mend the cause and run resume"
                : "; the switch was undone but for this: " + String.join("; ", failures)
                        + ": mend the cause and run resume now";
        return new Journal.UnavailableException(cause.getMessage() + result, cause);
    }

    private static String backedOut(Entry entry, String why) {
        String back = entry.stage().phase() == Phase.SWITCHING_OVER ? "IN_SYNC" : "SWITCHED_OVER";
        String command = entry.stage().phase() == Phase.SWITCHING_OVER ? "switch-over" : "switch-back";
        return "backed out: " + why + "; everything is as before, the upgrade is " + back + "; run " + command
                + " again";
    }

    /** Undoes the switch; null when that is done. */
    private @Nullable Outcome backOut(Entry entry, String why) {
        Duration waited = place.budget().spent();
        place.budget().end();
        List<String> failures;
        try {
            writeOutcomes();
            failures = new Undoer(place, hands)
                    .undoFor(withTraffic(entry), move -> move.passage() == entry.passage(), watchdog::pauseEnded);
        } catch (Journal.UnavailableException e) {
            throw letGo(entry, e);
        }
        if (!failures.isEmpty()) {
            return stalled(new StepFailed(why + "; and undoing it failed: " + String.join("; ", failures)));
        }
        place.tell(
                UpgradeEvent.Kind.BACKED_OUT,
                entry.stage().phase(),
                null,
                why,
                Map.of("heldBackMillis", Millis.of(waited.toNanos()), "passage", entry.passage()));
        place.journal().at(place.plan().name(), place.epoch(), null);
        advance(entry(), Signal.BACKED_OUT, why);
        tellSighting(entry.stage().phase());
        place.snapshots().close();
        return null;
    }

    /** The server whose clients wait while the switch is under way. */
    private static Server withTraffic(Entry entry) {
        return entry.stage().phase() == Phase.SWITCHING_OVER ? Server.SOURCE : Server.TARGET;
    }

    /** Whatever may take time before clients are held back. */
    private void prepareFreeze(Entry entry, Facts facts) {
        Phase phase = entry.stage().phase();
        tellPassers(entry);
        place.snapshots().begin(place.servers(), entry.passage());
        pause = Pause.prepare(place, hands, facts, entry.passage(), phase, phase.handed());
        rehearsePointOfNoReturn();
        watchdog.ready();
        place.probe().steady().ifPresent(why -> {
            throw new StepFailed(why);
        });
    }

    /** Its way through the lifecycle and the journal is the only one of a pause that the rehearsal of the moves does not take. */
    private void rehearsePointOfNoReturn() {
        for (int i = 0; i < Rehearsal.ROUNDS; i++) {
            Entry now = entry();
            Stage behind = machine.after(now.stage(), Signal.REROUTED);
            place.journal().rehearse(now, place.epoch(), Signal.REROUTED, behind, place.who());
        }
    }

    /** Who comes around the pooler is not held back by it. */
    private void tellPassers(Entry entry) {
        Phase phase = entry.stage().phase();
        Passers.at(withTraffic(entry), entry.databases(), place.servers(), place.traffic())
                .around()
                .forEach(who -> place.tell(
                        UpgradeEvent.Kind.NOTE, phase, null, "connected around the pooler: " + who, Map.of()));
    }

    private void beginFreeze(Entry entry, Step step) {
        Phase phase = entry.stage().phase();
        place.journal().at(place.plan().name(), place.epoch(), step.name());
        place.stopIfAsked(step.name());
        place.confirm();
        watchdog.pauseBegan();
        place.tell(UpgradeEvent.Kind.FREEZE_BEGAN, phase, step.name(), "clients are held back from now on", Map.of());
        place.budget().begin();
        place.servers().patience(place.budget().left().plusMillis(50));
    }

    private void endFreeze(Entry entry, Step step) {
        Optional<Duration> waited =
                place.budget().frozen() ? Optional.of(place.budget().spent()) : sinceFreeze();
        watchdog.pauseEnded();
        place.budget().end();
        try {
            writeOutcomes();
            place.writeHistory();
        } catch (Journal.UnavailableException e) {
            throw new Journal.UnavailableException(
                    e.getMessage() + "; clients go on already, on the other server: mend the cause and run resume", e);
        }
        waited.ifPresent(time -> place.tell(
                UpgradeEvent.Kind.FREEZE_ENDED,
                entry.stage().phase(),
                step.name(),
                "clients go on after " + time.toMillis() + " ms",
                Map.of(
                        "pauseMillis",
                        Millis.of(time.toNanos()),
                        "passage",
                        entry.passage(),
                        "direction",
                        entry.stage().phase() == Phase.HANDING_BACK ? "back" : "over",
                        AtSwitch.WANTED,
                        place.plan().compare().atSwitch() == Comparing.AtSwitch.EXACT)));
    }

    /** What became of the moves of a pause that is over is written down now. */
    private void writeOutcomes() {
        Pause over = pause;
        pause = null;
        if (over != null) {
            over.writeOutcomes();
        }
    }

    /** After a crash the clock on the wall must do. */
    private Optional<Duration> sinceFreeze() {
        return place.journal().events(place.plan().name(), 0).stream()
                .filter(event -> event.kind().equals(UpgradeEvent.Kind.FREEZE_BEGAN.name()))
                .reduce((first, second) -> second)
                .map(event -> Duration.between(event.at(), place.clock().now()));
    }

    private boolean isScaffolding(MoveEntry move) {
        return RecordedMove.parse(move.work()).lasts() == Change.Lasts.UNTIL_FINISH;
    }

    /** Takes back what the predicate picks, of all passages. */
    private @Nullable Outcome takeDown(Entry entry, Predicate<MoveEntry> which) {
        List<String> failures = new Undoer(place, hands).undo(which);
        if (!failures.isEmpty()) {
            return stalled(new StepFailed(String.join("; ", failures)));
        }
        place.journal().at(place.plan().name(), place.epoch(), null);
        advance(entry(), Signal.COMPLETED, null);
        place.pass(Edge.of(Edge.Side.AFTER, entry.stage().phase()), entry.passage());
        return null;
    }
}
