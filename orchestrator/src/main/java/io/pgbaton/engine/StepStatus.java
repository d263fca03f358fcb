package io.pgbaton.engine;

/** One step of the current phase. */
public record StepStatus(String name, State state) {
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
