package io.pgbaton.engine;

import io.pgbaton.step.Finding;
import java.util.List;

/** How a call ended. */
public record Outcome(Kind kind, String message, List<Finding> findings) {
    /** The ways a call can end, with the exit code that scripts see. */
    public enum Kind {
        DONE(0),
        /** Stopped at a move's boundary because somebody asked for it. */
        PAUSED(0),
        /** A check found something that must be mended or allowed first; nothing was changed. */
        BLOCKED(3),
        /** Switched; and both servers, as they were at the switch, are not proved to be the same: rows differ, or nobody knows. */
        UNPROVED(7),
        /** A step failed; resume tries it again. */
        STALLED(4),
        /** A switch missed its budget or failed before the point of no return: undone, as before. */
        BACKED_OUT(5);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    static Outcome of(Kind kind, String message) {
        return new Outcome(kind, message, List.of());
    }
}
