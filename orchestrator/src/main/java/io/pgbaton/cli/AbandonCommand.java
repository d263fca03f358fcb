package io.pgbaton.cli;

import io.pgbaton.upgrade.Signal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Undoes everything. */
@Command(
        name = "abandon",
        description = {
            "Gives the upgrade up: undoes everything that was done, in reverse, and leaves both servers as they were."
        },
        footer = {"", "Example:", "  pgbaton abandon orders"})
final class AbandonCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Mixin
    private Working working;

    @Override
    public Integer call() {
        return working.give(pgbaton, Signal.ABANDON);
    }
}
