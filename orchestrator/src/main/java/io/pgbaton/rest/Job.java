package io.pgbaton.rest;

import io.pgbaton.engine.Outcome;
import io.pgbaton.step.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signal started in this process, and how that ended.
 *
 * @param endedAt null while it goes on
 * @param outcome null while it goes on; then DONE, PAUSED, BLOCKED, STALLED, BACKED_OUT, UNPROVED, or FAILED if the work could not
 *     begin or had to stop at once
 * @param exitCode what the command line would have exited with; null while it goes on
 * @param findings what a check found; those of a blocked upgrade say what to mend
 */
record Job(
        String signal,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String message,
        List<Finding> findings) {
    static Job started(String signal) {
        return new Job(signal, Instant.now(), null, null, null, null, List.of());
    }

    Job ended(Outcome how) {
        return new Job(
                signal,
                startedAt,
                Instant.now(),
                how.kind().name(),
                how.kind().exitCode(),
                how.message(),
                how.findings());
    }

    Job failed(Throwable why) {
        String message = why.getMessage() == null ? why.toString() : why.getMessage();
        return new Job(signal, startedAt, Instant.now(), "FAILED", 1, message, List.of());
    }

    boolean running() {
        return endedAt == null;
    }
}
