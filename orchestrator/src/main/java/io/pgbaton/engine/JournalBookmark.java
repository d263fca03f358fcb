package io.pgbaton.engine;

import io.pgbaton.engine.Journal.ComparedRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes down which ranges a comparison has cut and compared, now and then: what is lost is compared again. */
final class JournalBookmark implements Bookmark {
    private static final Duration RHYTHM = Duration.ofSeconds(1);

    private final Journal journal;
    private final Clock clock;
    private final String upgrade;
    private final String comparison;
    private final List<ComparedRange> waiting = new ArrayList<>();
    private long written;

    JournalBookmark(Journal journal, Clock clock, String upgrade, String comparison) {
        this.journal = journal;
        this.clock = clock;
        this.upgrade = upgrade;
        this.comparison = comparison;
        this.written = clock.nanos();
    }

    @Override
    public synchronized void note(ComparedRange range) {
        waiting.add(range);
        if (clock.nanos() - written > RHYTHM.toNanos()) {
            write();
        }
    }

    @Override
    public synchronized void write() {
        if (!waiting.isEmpty()) {
            journal.keepCompared(upgrade, comparison, waiting);
            waiting.clear();
        }
        written = clock.nanos();
    }
}
