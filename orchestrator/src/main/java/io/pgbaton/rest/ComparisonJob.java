package io.pgbaton.rest;

import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.ComparisonPace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A comparison that this process began, and how it goes or ended.
 *
 * @param endedAt null while it goes on
 * @param outcome null while it goes on; then SAME, UNDECIDED, DIFFERENT, or FAILED if it could not be brought to its end
 * @param message the outcome in a sentence; null while it goes on
 * @param pace how far it is; null before the first range is compared
 * @param comparison every table, with the rows that differ; null unless it came to its end
 */
record ComparisonJob(
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable String message,
        @Nullable ComparisonPace pace,
        @Nullable Comparison comparison) {
    /** How many rows of a table are named. */
    private static final int NAMED = 100;

    static ComparisonJob started() {
        return new ComparisonJob(Instant.now(), null, null, null, null, null);
    }

    ComparisonJob at(ComparisonPace now) {
        return new ComparisonJob(startedAt, endedAt, outcome, message, now, comparison);
    }

    ComparisonJob ended(Comparison made) {
        return new ComparisonJob(
                startedAt, Instant.now(), made.verdict().name(), made.sentence(), pace, made.naming(NAMED));
    }

    ComparisonJob failed(Throwable why) {
        String told = why.getMessage() == null ? why.toString() : why.getMessage();
        return new ComparisonJob(startedAt, Instant.now(), "FAILED", told, pace, null);
    }

    boolean running() {
        return endedAt == null;
    }
}
