package io.pgbaton.engine;

/** There is no upgrade of that name in the journal. */
public final class UnknownUpgradeException extends RuntimeException {
    public UnknownUpgradeException(String name) {
        super("no upgrade named " + name + " in the control database; pgbaton status lists those there are");
    }
}
