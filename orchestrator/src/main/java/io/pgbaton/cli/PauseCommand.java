package io.pgbaton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Asks the working process for a pause. */
@Command(
        name = "pause",
        description = {
            "Asks the process that works on the upgrade for a pause, and returns. The pause comes at the end of the move under"
                    + " way; a switch under way completes or backs out first. Replication goes on meanwhile."
        },
        footer = {"", "Example:", "  pgbaton pause orders"})
final class PauseCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Override
    public Integer call() {
        pgbaton.upgrades().pause(name);
        pgbaton.screen()
                .say("asked for a pause at the end of the move under way; 'pgbaton resume " + name + "' goes on");
        return 0;
    }
}
