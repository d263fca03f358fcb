package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Intent;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.Result;
import io.pgbaton.step.Change;
import io.pgbaton.upgrade.Phase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes the moves of one step into the journal, each when its turn has come. */
final class StepLedger implements Ledger {
    private final Workplace place;
    private final Phase phase;
    private final long passage;
    private final String step;
    private final Map<String, MoveEntry> known = new ConcurrentHashMap<>();

    /** @param before the passage's moves so far */
    StepLedger(Workplace place, Phase phase, long passage, String step, List<MoveEntry> before) {
        this.place = place;
        this.phase = phase;
        this.passage = passage;
        this.step = step;
        before.stream().filter(entry -> entry.step().equals(step)).forEach(entry -> known.put(entry.key(), entry));
    }

    /** What a process that has ended wrote about this step. */
    List<MoveEntry> before() {
        return List.copyOf(known.values());
    }

    @Override
    public @Nullable MoveEntry known(String key) {
        return known.get(key);
    }

    @Override
    public @Nullable MoveEntry fresh(Change change) {
        return null;
    }

    @Override
    public MoveEntry intend(String key, String work) {
        return place.intend(passage, List.of(new Intent(phase, step, key, work)))
                .get(0);
    }

    @Override
    public void begin(MoveEntry entry) {}

    @Override
    public void settle(Result result) {
        place.journal().settle(place.plan().name(), place.epoch(), List.of(result));
    }
}
