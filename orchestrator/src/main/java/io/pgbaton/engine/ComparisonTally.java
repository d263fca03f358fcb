package io.pgbaton.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts the rows that a comparison has done, and tells now and then how far it is. Any thread may use it. */
final class ComparisonTally {
    private static final Duration TELLING = Duration.ofMillis(500);

    private final List<ComparedTable> tables;
    private final long keptRows;
    private final Clock clock;
    private final Consumer<ComparisonPace> watcher;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final long began;

    /** @param keptRows how many rows an interrupted comparison had done */
    ComparisonTally(List<ComparedTable> tables, long keptRows, Clock clock, Consumer<ComparisonPace> watcher) {
        this.tables = tables;
        this.keptRows = keptRows;
        this.clock = clock;
        this.watcher = watcher;
        this.began = clock.nanos();
    }

    /** So many more rows were compared. */
    void add(long more) {
        long done = rows.addAndGet(more);
        long now = clock.nanos() - began;
        long last = told.get();
        if ((last != 0 && now - last < TELLING.toNanos()) || !told.compareAndSet(last, now)) {
            return;
        }
        long expected = tables.stream().mapToLong(ComparedTable::expected).sum();
        double perSecond = done * 1e9 / Math.max(1, now);
        long all = done + keptRows;
        Duration left = perSecond < 1 || expected <= all
                ? null
                : Duration.ofMillis((long) ((expected - all) * 1000 / perSecond));
        long suspects =
                tables.stream().mapToLong(table -> table.suspects().size()).sum();
        int begun = (int) tables.stream().filter(table -> table.rows() > 0).count();
        watcher.accept(
                new ComparisonPace(tables.size(), begun, all, Math.max(all, expected), perSecond, left, suspects));
    }
}
