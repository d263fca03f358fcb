package io.pgbaton.cli;

/** The command cannot be carried out as it was given. The message says what to do instead. */
public final class UsageException extends RuntimeException {
    public UsageException(String message) {
        super(message);
    }
}
