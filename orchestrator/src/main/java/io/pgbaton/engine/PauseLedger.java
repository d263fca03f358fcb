package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Intent;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.engine.Journal.Result;
import io.pgbaton.step.Change;
import io.pgbaton.step.Undo;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The moves of one step of a pause. Their intents are in the journal before the pause begins; what becomes of them is kept
 * here and written down after it, for a process that finds only the intents asks the servers. A change with nothing to take
 * back needs no intent.
 */
final class PauseLedger implements Ledger {
    private final Workplace place;
    private final Phase phase;
    private final long passage;
    private final String step;
    private final Map<String, MoveEntry> intended = new HashMap<>();
    private final Set<Long> begun = new HashSet<>();
    private final Map<Long, Result> results = new LinkedHashMap<>();
    private final Map<Long, MoveEntry> unwritten = new LinkedHashMap<>();

    PauseLedger(Workplace place, Phase phase, long passage, String step) {
        this.place = place;
        this.phase = phase;
        this.passage = passage;
        this.step = step;
    }

    /** Takes in a move that was written into the journal. */
    synchronized void put(MoveEntry entry) {
        intended.put(entry.key(), entry);
    }

    @Override
    public synchronized @Nullable MoveEntry known(String key) {
        return intended.get(key);
    }

    @Override
    public synchronized @Nullable MoveEntry fresh(Change change) {
        MoveEntry entry = known(change.key());
        if (entry != null) {
            return entry.state() == MoveState.INTENDED ? entry : null;
        }
        if (!(change.undo() instanceof Undo.Needless)) {
            throw new IllegalStateException(change.key() + " of " + step + " was not written down before the pause");
        }
        return intend(change.key(), RecordedMove.of(change).json());
    }

    /** Keeps it here: ids of its own, below zero, tell it from what is in the journal. */
    @Override
    public synchronized MoveEntry intend(String key, String work) {
        long id = -1 - unwritten.size();
        MoveEntry entry = new MoveEntry(
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
                null,
                null);
        unwritten.put(id, entry);
        return entry;
    }

    @Override
    public synchronized void begin(MoveEntry entry) {
        begun.add(entry.id());
    }

    @Override
    public synchronized void settle(Result result) {
        results.put(result.move(), result);
    }

    /** Writes down what became of the moves; one that was never begun counts as undone. */
    synchronized List<Result> outcomes() {
        List<Result> outcomes = new ArrayList<>();
        List<Intent> late = unwritten.values().stream()
                .map(entry -> new Intent(entry.phase(), entry.step(), entry.key(), entry.work()))
                .toList();
        List<MoveEntry> written = late.isEmpty() ? List.of() : place.intend(passage, late);
        Map<Long, Long> ids = new HashMap<>();
        int number = 0;
        for (long id : unwritten.keySet()) {
            ids.put(id, written.get(number++).id());
        }
        for (Result result : results.values()) {
            outcomes.add(new Result(
                    ids.getOrDefault(result.move(), result.move()),
                    result.state(),
                    result.sqlState(),
                    result.error(),
                    result.found()));
        }
        for (MoveEntry entry : intended.values()) {
            if (entry.state() == MoveState.INTENDED && !begun.contains(entry.id())) {
                outcomes.add(new Result(entry.id(), MoveState.UNDONE, null, null, null));
            }
        }
        unwritten.clear();
        results.clear();
        return outcomes;
    }
}
