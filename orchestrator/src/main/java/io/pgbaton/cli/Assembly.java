package io.pgbaton.cli;

import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.engine.Upgrades;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Puts the program together for a command that needs more than its own words. Local commands never ask for it. */
public interface Assembly extends AutoCloseable {
    /**
     * The facade, opened at the first call. The control database is opened at the first question about an upgrade, so that
     * a check or a dry run leaves no file behind.
     *
     * @param listener is told everything that happens while the facade works
     */
    Upgrades upgrades(Settings settings, Consumer<UpgradeEvent> listener);

    /** Serves REST and the page on the loopback address until the process is asked to end. */
    void serve(Settings settings, int port);

    @Override
    void close();

    /**
     * What every command may be told.
     *
     * @param control the file of the control database
     * @param verbose whether the log goes to the standard error
     * @param title what the history and the servers say of this process behind its host and number; empty for nothing
     */
    record Settings(Path control, boolean verbose, String title) {}
}
