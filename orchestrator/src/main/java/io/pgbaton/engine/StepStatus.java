package io.pgbaton.engine;

import org.jspecify.annotations.Nullable;

/** One step of the current phase. */
public record StepStatus(String name, State state, @Nullable String intent) {
    /** How far a step is. */
    public enum State {
        PENDING,
        RUNNING,
        /** Interrupted by a pause, a failure or a crash. */
        INTERRUPTED,
        /** Held: the upgrade pauses before its next move. */
        HELD,
        DONE
    }
}
