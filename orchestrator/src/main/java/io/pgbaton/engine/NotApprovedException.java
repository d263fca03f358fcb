package io.pgbaton.engine;

import java.util.List;

/** What would be done is not what was approved, or nobody has approved it. The message says what to do. */
public final class NotApprovedException extends RuntimeException {
    private final List<String> differences;

    NotApprovedException(String message, List<String> differences) {
        super(differences.isEmpty() ? message : message + ":\n  " + String.join("\n  ", differences));
        this.differences = List.copyOf(differences);
    }

    /** What is different from what was approved, for people; empty where nothing was approved. */
    public List<String> differences() {
        return differences;
    }
}
