package io.pgbaton.engine;

import org.jspecify.annotations.Nullable;

/** A step could not do its work. The message says what is the matter and what to do. */
final class StepFailed extends RuntimeException {
    private final @Nullable String sqlState;

    StepFailed(String message) {
        this(message, null, null);
    }

    StepFailed(String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    @Nullable
    String sqlState() {
        return sqlState;
    }
}
