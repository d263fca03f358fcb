package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Together;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private final Workplace place;
    private final Hands hands;
    private final Phase phase;
    private final long passage;
    private final String step;
    private final Map<String, MoveEntry> known = new LinkedHashMap<>();

    /** @param before the passage's moves so far */
    Performer(Workplace place, Hands hands, Phase phase, long passage, String step, List<MoveEntry> before) {
        this.place = place;
        this.hands = hands;
        this.phase = phase;
        this.passage = passage;
        this.step = step;
        for (MoveEntry entry : before) {
            if (entry.step().equals(step)) {
                known.put(entry.key(), entry);
            }
        }
    }

    /** Makes the moves in order; throws {@link StepFailed} or {@link PauseRequested}. */
    void perform(List<Move> moves) {
        settleForgotten(moves);
        for (Move move : moves) {
            place.stopIfAsked(step);
            place.budget().check();
            move.accept(this);
        }
    }

    /**
     * A change that was intended, happened, and for that very reason is no longer part of the work: the facts have moved on.
     */
    private void settleForgotten(List<Move> moves) {
        List<String> keys = new ArrayList<>();
        for (Move move : moves) {
            keys.add(move.key());
            if (move instanceof Together) {
                ((Together) move).changes().forEach(change -> keys.add(change.key()));
            }
        }
        for (MoveEntry entry : known.values()) {
            if (entry.state() == MoveState.INTENDED && !keys.contains(entry.key())) {
                Probe.Holds holds = RecordedMove.parse(entry.work()).probe();
                boolean happened = holds != null && place.ask(holds).yes();
                settle(entry.id(), entry.key(), happened ? MoveState.DONE : MoveState.UNDONE, null, null);
            }
        }
    }

    @Override
    public Void change(Change change) {
        perform(change, hands);
        return null;
    }

    private void perform(Change change, Hands with) {
        MoveEntry entry = known.get(change.key());
        if (entry != null && (entry.state() == MoveState.DONE || entry.state() == MoveState.ALREADY)) {
            return;
        }
        boolean held = place.ask(change.holds()).yes();
        if (entry == null || entry.state() == MoveState.UNDONE) {
            if (held && change.ifFound() == Change.IfFound.STOP) {
                throw new StepFailed(change.holds().sentence() + " on " + change.at()
                        + ", and this upgrade did not make it; remove it there, or give the upgrade another name");
            }
            String work = RecordedMove.of(change).json();
            long id = intend(change.key(), work);
            if (held) {
                settle(id, change.key(), MoveState.ALREADY, null, null);
            } else {
                apply(change, id, with);
            }
        } else if (held) {
            settle(entry.id(), change.key(), MoveState.DONE, null, null);
        } else {
            apply(change, entry.id(), with);
        }
    }

    private void apply(Change change, long id, Hands with) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(place.plan().limits().reconnect());
        while (true) {
            try {
                with.warm(change.at());
                place.confirm();
                with.execute(
                        change.at(),
                        change.sql(),
                        place.budget().atMost(place.plan().limits().lockTimeout()),
                        place.budget().atMost(patience(change)));
                awaitSeen(change);
                settle(id, change.key(), MoveState.DONE, null, null);
                return;
            } catch (PostgresException e) {
                if (seenAfterLoss(change, e)) {
                    settle(id, change.key(), MoveState.DONE, null, null);
                    return;
                }
                boolean again = SqlState.connectionLost(e.sqlState()) || SqlState.worthRepeating(e.sqlState());
                if (!again || Duration.ofNanos(place.clock().nanos() - start).compareTo(limit) > 0) {
                    settle(id, change.key(), MoveState.FAILED, e.sqlState(), e.getMessage());
                    throw new StepFailed(change.key() + " failed: " + e.getMessage(), e.sqlState(), e);
                }
                waiting(change.key() + ": " + e.getMessage() + "; trying again");
                place.clock().pause(place.rhythm());
            }
        }
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

    private void awaitSeen(Change change) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(SETTLING);
        Answer answer = place.ask(change.holds());
        while (!answer.yes()) {
            if (Duration.ofNanos(place.clock().nanos() - start).compareTo(limit) > 0) {
                throw new StepFailed(change.key() + " was carried out, but it is not so that "
                        + change.holds().sentence() + " " + answer.found());
            }
            place.clock().pause(place.rhythm());
            answer = place.ask(change.holds());
        }
    }

    @Override
    public Void await(Await await) {
        long start = place.clock().nanos();
        Duration limit = place.budget().tries(await.deadline());
        @Nullable Long since = null;
        while (true) {
            nudge(await);
            Answer answer = place.ask(await.until());
            long now = place.clock().nanos();
            since = answer.yes() ? (since == null ? Long.valueOf(now) : since) : null;
            if (since != null && now - since >= await.stableFor().toNanos()) {
                return null;
            }
            Duration waited = Duration.ofNanos(now - start);
            if (waited.compareTo(limit) > 0) {
                throw new StepFailed(missed(await, answer, waited));
            }
            waiting(await.key() + (answer.found().isBlank() ? "" : ": " + answer.found()));
            place.clock().pause(place.rhythm());
            place.stopIfAsked(step);
        }
    }

    private static String missed(Await await, Answer answer, Duration waited) {
        String remedy = await.until().remedy();
        return "waited " + waited.toMillis() + " ms, and it is still not so that "
                + await.until().sentence() + (answer.found().isBlank() ? "" : " (" + answer.found() + ")")
                + (remedy == null ? "" : "; " + remedy);
    }

    private void nudge(Await await) {
        Await.Nudge nudge = await.nudge();
        if (nudge != null) {
            nudge(nudge);
        }
    }

    private void nudge(Await.Nudge nudge) {
        Duration limit = place.budget().atMost(place.plan().limits().statementTimeout());
        hands.warm(nudge.at());
        place.confirm();
        hands.execute(
                nudge.at(),
                nudge.sql(),
                place.budget().atMost(place.plan().limits().lockTimeout()),
                limit);
    }

    @Override
    public Void route(Route route) {
        MoveEntry entry = known.get(route.key());
        if (entry != null && (entry.state() == MoveState.DONE || entry.state() == MoveState.ALREADY)) {
            return null;
        }
        place.confirm();
        long id = entry == null ? intend(route.key(), RecordedMove.of(route).json()) : entry.id();
        try {
            carryOut(route, place.budget().atMost(place.plan().limits().reconnect()));
        } catch (Traffic.TrafficException e) {
            settle(id, route.key(), MoveState.FAILED, null, e.getMessage());
            throw new StepFailed(route.key() + " failed: " + e.getMessage(), null, e);
        }
        settle(id, route.key(), MoveState.DONE, null, null);
        return null;
    }

    private void carryOut(Route route, Duration limit) {
        if (route.hastening().isEmpty()) {
            place.traffic().apply(route.order(), limit, this::stillOurs);
            return;
        }
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<?> order = executor.submit(() -> place.traffic().apply(route.order(), limit, this::stillOurs));
            Duration patience = limit.dividedBy(4);
            while (!ended(order, patience)) {
                route.hastening().forEach(this::nudge);
                patience = HASTENING;
            }
        } finally {
            executor.shutdown();
            awaitEnd(executor);
        }
    }

    /** Whether it ended in time; throws what it threw. */
    private static boolean ended(Future<?> order, Duration patience) {
        try {
            order.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException
                    ? (RuntimeException) e.getCause()
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The sessions tell of a take-over only once they are used, the journal at once. */
    private void stillOurs() {
        place.journal().confirm(place.plan().name(), place.epoch());
    }

    @Override
    public Void together(Together together) {
        ConcurrentLinkedQueue<Change> queue = new ConcurrentLinkedQueue<>(together.changes());
        int workers = Math.min(together.workers(), together.changes().size());
        if (workers == 0) {
            return null;
        }
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        try {
            List<Future<Void>> futures = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                futures.add(executor.submit(worker(queue)));
            }
            for (Future<Void> future : futures) {
                future.get();
            }
            return null;
        } catch (ExecutionException e) {
            queue.clear();
            throw e.getCause() instanceof RuntimeException
                    ? (RuntimeException) e.getCause()
                    : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            executor.shutdown();
            awaitEnd(executor);
        }
    }

    private static void awaitEnd(ExecutorService executor) {
        try {
            executor.awaitTermination(1, TimeUnit.DAYS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Callable<Void> worker(ConcurrentLinkedQueue<Change> queue) {
        return () -> {
            try (Hands own = new Hands(place.servers())) {
                for (Change change = queue.poll(); change != null; change = queue.poll()) {
                    place.stopIfAsked(step);
                    perform(change, own);
                }
            }
            return null;
        };
    }

    private long intend(String key, String work) {
        long id = place.journal().intend(place.plan().name(), place.epoch(), passage, phase, step, key, work);
        if (phase.switching()) {
            place.remember(new MoveEntry(
                    id,
                    passage,
                    phase,
                    step,
                    key,
                    work,
                    MoveState.INTENDED,
                    null,
                    null,
                    place.clock().now(),
                    null));
        }
        place.tell(UpgradeEvent.Kind.MOVE_INTENDED, phase, step, key, Map.of());
        return id;
    }

    private void settle(long id, String key, MoveState state, @Nullable String sqlState, @Nullable String error) {
        place.journal().settle(place.plan().name(), place.epoch(), id, state, sqlState, error);
        place.tell(UpgradeEvent.Kind.MOVE_SETTLED, phase, step, key, Map.of("state", state.name()));
    }

    private void waiting(String message) {
        place.tell(UpgradeEvent.Kind.WAITING, phase, step, message, Map.of());
    }
}
