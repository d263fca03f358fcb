package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.engine.Journal.Result;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Snapshot;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the moves of one step: writes the intent down, acts, writes the outcome down. After a crash it asks each change
 * whether it has happened, and goes on from there.
 */
final class Performer implements Move.Visitor<Void> {
    /** How long a change may take to be seen after its statement returned; some take effect in another process. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** How often an order that is late is helped along. */
    private static final Duration HASTENING = Duration.ofMillis(50);

    private static final Duration LAST_LOOK = Duration.ofMillis(200);

    private final Workplace place;
    private final Hands hands;
    private final Phase phase;
    private final String step;
    private final Ledger ledger;

    Performer(Workplace place, Hands hands, Phase phase, String step, Ledger ledger) {
        this.place = place;
        this.hands = hands;
        this.phase = phase;
        this.step = step;
        this.ledger = ledger;
    }

    /** Makes the moves in order; throws {@link StepFailed} or {@link PauseRequested}. */
    void perform(List<Move> moves) {
        for (Move move : moves) {
            place.stopIfAsked(step);
            place.budget().check();
            move.accept(this);
        }
    }

    /**
     * A change that was intended, happened, and for that very reason is no longer part of the work: the facts have moved on.
     */
    void settleForgotten(List<Move> moves, List<MoveEntry> before) {
        List<String> keys = new ArrayList<>();
        for (Move move : moves) {
            keys.add(move.key());
            if (move instanceof Together) {
                ((Together) move).moves().forEach(each -> keys.add(each.key()));
            }
        }
        for (MoveEntry entry : before) {
            if (entry.state() == MoveState.INTENDED && !keys.contains(entry.key())) {
                Probe.Holds holds = RecordedMove.parse(entry.work()).probe();
                boolean happened = holds != null && place.ask(holds).yes();
                settle(entry, happened ? MoveState.DONE : MoveState.UNDONE, null);
            }
        }
    }

    @Override
    public Void change(Change change) {
        MoveEntry fresh = ledger.fresh(change);
        if (fresh != null) {
            begun(fresh);
            apply(change, fresh);
            return null;
        }
        MoveEntry entry = ledger.known(change.key());
        if (entry != null && (entry.state() == MoveState.DONE || entry.state() == MoveState.ALREADY)) {
            return null;
        }
        boolean held = place.ask(change.holds()).yes();
        if (entry == null || entry.state() == MoveState.UNDONE || (!held && wasFound(entry, change))) {
            if (held) {
                refuseIfNotOurs(change);
            }
            MoveEntry intended =
                    ledger.intend(change.key(), (held ? RecordedMove.found(change) : RecordedMove.of(change)).json());
            begun(intended);
            if (held) {
                settle(intended, MoveState.ALREADY, null);
            } else {
                apply(change, intended);
            }
        } else if (held) {
            settle(entry, MoveState.DONE, null);
        } else {
            begun(entry);
            apply(change, entry);
        }
        return null;
    }

    /** Throws {@link StepFailed} if a change that is made already must be somebody else's. */
    static void refuseIfNotOurs(Change change) {
        if (change.ifFound() == Change.IfFound.STOP) {
            throw new StepFailed(change.holds().sentence() + " on " + change.at()
                    + ", and this upgrade did not make it; remove it there, or give the upgrade another name");
        }
    }

    /** Whether a process that crashed right then had found the change made, so that its entry has no undo. */
    private static boolean wasFound(MoveEntry entry, Change change) {
        return change.undo() instanceof Undo.With
                && RecordedMove.parse(entry.work()).undoMode() == null;
    }

    private void apply(Change change, MoveEntry entry) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(place.plan().limits().reconnect());
        while (true) {
            try {
                Answer answer = execute(change);
                settle(entry, MoveState.DONE, answer.yes() ? answer.found() : awaitSeen(change));
                return;
            } catch (PostgresException e) {
                if (seenAfterLoss(change, e)) {
                    settle(entry, MoveState.DONE, null);
                    return;
                }
                boolean again = SqlState.connectionLost(e.sqlState()) || SqlState.worthRepeating(e.sqlState());
                if (!again || Duration.ofNanos(place.clock().nanos() - start).compareTo(limit) > 0) {
                    settle(entry, e);
                    throw new StepFailed(change.key() + " failed: " + e.getMessage(), e.sqlState(), e);
                }
                waiting(change.key() + ": " + e.getMessage() + "; trying again");
                place.clock().pause(place.rest(start));
            }
        }
    }

    /** Runs the statements and asks at once whether they have come to be. */
    private Answer execute(Change change) {
        Duration lock = place.budget().atMost(place.plan().limits().lockTimeout());
        Duration statement = place.budget().atMost(patience(change));
        if (change.holds().at().equals(change.at())) {
            return hands.execute(change.at(), change.sql(), change.holds(), lock, statement);
        }
        hands.execute(change.at(), change.sql(), lock, statement);
        return place.ask(change.holds());
    }

    private Duration patience(Change change) {
        Duration own = change.patience();
        return own == null ? place.plan().limits().statementTimeout() : own;
    }

    /** Whether a statement whose answer was lost has happened after all. */
    private boolean seenAfterLoss(Change change, PostgresException e) {
        return SqlState.connectionLost(e.sqlState())
                && place.ask(change.holds()).yes();
    }

    /** Waits until a change is to be seen; returns what was found then. */
    private String awaitSeen(Change change) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(SETTLING);
        Answer answer = place.ask(change.holds());
        while (!answer.yes()) {
            if (Duration.ofNanos(place.clock().nanos() - start).compareTo(limit) > 0) {
                throw new StepFailed(change.key() + " was carried out, but it is not so that "
                        + change.holds().sentence() + " " + answer.found());
            }
            place.clock().pause(place.rest(start));
            answer = place.ask(change.holds());
        }
        return answer.found();
    }

    @Override
    public Void await(Await await) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(await.deadline());
        Forecast forecast = new Forecast();
        // the first time without help
        Supplier<Answer> question = () -> place.ask(await.until());
        @Nullable Long since = null;
        while (true) {
            Answer answer = asked(question);
            question = () -> look(await);
            long now = place.clock().nanos();
            since = answer.yes() ? (since == null ? Long.valueOf(now) : since) : null;
            if (since != null && now - since >= await.stableFor().toNanos()) {
                found(await, answer);
                return null;
            }
            Duration waited = Duration.ofNanos(now - start);
            if (answer.never()) {
                throw new StepFailed("it is not so that " + unmet(await, answer));
            }
            if (waited.compareTo(limit) > 0) {
                throw new StepFailed(missed(await, answer, waited));
            }
            waiting(await.key()
                    + (answer.found().isBlank() ? "" : ": " + answer.found())
                    + forecast.after(now, answer));
            place.clock().pause(place.rest(start));
            place.stopIfAsked(step);
        }
    }

    private static String missed(Await await, Answer answer, Duration waited) {
        return "waited " + waited.toMillis() + " ms, and it is still not so that " + unmet(await, answer);
    }

    private static String unmet(Await await, Answer answer) {
        String remedy = await.until().remedy();
        return await.until().sentence()
                + (answer.found().isBlank() ? "" : " (" + answer.found() + ")")
                + (remedy == null ? "" : "; " + remedy);
    }

    /** A question that somebody was in the way of has no yes for an answer. */
    private static Answer asked(Supplier<Answer> question) {
        try {
            return question.get();
        } catch (PostgresException e) {
            if (!SqlState.worthRepeating(e.sqlState())) {
                throw e;
            }
            return new Answer(false, String.valueOf(e.getMessage()));
        }
    }

    /** Helps the answer along, and asks: in one round trip where both go to the same database. */
    private Answer look(Await await) {
        Await.Nudge nudge = await.nudge();
        if (nudge == null) {
            return place.ask(await.until());
        }
        if (await.until() instanceof Probe.Holds
                && ((Probe.Holds) await.until()).at().equals(nudge.at())) {
            return hands.execute(
                    nudge.at(),
                    nudge.sql(),
                    (Probe.Holds) await.until(),
                    place.budget().atMost(place.plan().limits().lockTimeout()),
                    patience());
        }
        nudge(nudge);
        return place.ask(await.until());
    }

    /** What was found while clients wait is evidence. */
    private void found(Await await, Answer answer) {
        if (place.budget().frozen() && !answer.found().isBlank()) {
            place.tell(UpgradeEvent.Kind.NOTE, phase, step, await.key() + ": " + answer.found(), Map.of());
        }
    }

    private void nudge(Await.Nudge nudge) {
        hands.execute(
                nudge.at(),
                nudge.sql(),
                place.budget().atMost(place.plan().limits().lockTimeout()),
                patience());
    }

    /** What is left, but enough for an answer: who waited in vain wants to know for what. */
    private Duration patience() {
        Duration left = place.budget().atMost(place.plan().limits().statementTimeout());
        return left.compareTo(LAST_LOOK) < 0 ? LAST_LOOK : left;
    }

    @Override
    public Void route(Route route) {
        MoveEntry known = ledger.known(route.key());
        if (known != null && (known.state() == MoveState.DONE || known.state() == MoveState.ALREADY)) {
            return null;
        }
        MoveEntry entry = known != null
                ? known
                : ledger.intend(route.key(), RecordedMove.of(route).json());
        begun(entry);
        try {
            carryOut(route, place.budget().atMost(place.plan().switchover().freezeBudget()));
        } catch (Traffic.TrafficException e) {
            settle(entry, e);
            throw new StepFailed(route.key() + " failed: " + e.getMessage(), null, e);
        }
        settle(entry, MoveState.DONE, null);
        return null;
    }

    private void carryOut(Route route, Duration limit) {
        if (route.hastening().isEmpty()) {
            place.traffic().apply(route.order(), limit, this::stillOurs);
            return;
        }
        Future<?> order = place.crew().begin(() -> place.traffic().apply(route.order(), limit, this::stillOurs));
        Duration patience = limit.dividedBy(4);
        try {
            while (!Crew.ended(order, patience)) {
                route.hastening().forEach(this::nudge);
                patience = HASTENING;
            }
        } finally {
            Crew.ended(order, limit.plus(SETTLING));
        }
    }

    /** The sessions tell of a take-over only once they are used, the journal at once. */
    private void stillOurs() {
        place.journal().confirm(place.plan().name(), place.epoch());
    }

    @Override
    public Void snapshot(Snapshot snapshot) {
        place.snapshots()
                .take(snapshot.at(), place.budget().atMost(snapshot.limit()))
                .ifPresent(why -> place.tell(UpgradeEvent.Kind.NOTE, phase, step, why, Map.of()));
        return null;
    }

    @Override
    public Void together(Together together) {
        if (together.moves().isEmpty()) {
            return null;
        }
        Queue<Move> queue = new ConcurrentLinkedQueue<>(together.moves());
        List<Runnable> workers = new ArrayList<>();
        for (int i = 0; i < Math.min(together.workers(), together.moves().size()); i++) {
            workers.add(
                    together.sessions() == Together.Sessions.AT_HAND
                            ? () -> work(queue, this)
                            : () -> workApart(queue));
        }
        place.crew().allOf(workers);
        return null;
    }

    /** With sessions of its own, for several workers share a database. */
    private void workApart(Queue<Move> queue) {
        try (Hands own = place.hands()) {
            work(queue, new Performer(place, own, phase, step, ledger));
        }
    }

    private void work(Queue<Move> queue, Performer performer) {
        try {
            for (Move move = queue.poll(); move != null; move = queue.poll()) {
                place.stopIfAsked(step);
                move.accept(performer);
            }
        } catch (RuntimeException e) {
            queue.clear();
            throw e;
        }
    }

    private void begun(MoveEntry entry) {
        ledger.begin(entry);
        place.tell(UpgradeEvent.Kind.MOVE_INTENDED, phase, step, entry.key(), Map.of());
    }

    private void settle(MoveEntry entry, MoveState state, @Nullable String found) {
        settle(entry, new Result(entry.id(), state, null, null, found == null || found.isBlank() ? null : found));
    }

    private void settle(MoveEntry entry, PostgresException e) {
        settle(entry, new Result(entry.id(), MoveState.FAILED, e.sqlState(), e.getMessage(), null));
    }

    private void settle(MoveEntry entry, Traffic.TrafficException e) {
        settle(entry, new Result(entry.id(), MoveState.FAILED, null, e.getMessage(), null));
    }

    private void settle(MoveEntry entry, Result result) {
        ledger.settle(result);
        place.tell(
                UpgradeEvent.Kind.MOVE_SETTLED,
                phase,
                step,
                entry.key(),
                Map.of("state", result.state().name()));
    }

    private void waiting(String message) {
        place.tell(UpgradeEvent.Kind.WAITING, phase, step, message, Map.of());
    }
}
