package io.pgbaton.cli;

import io.pgbaton.upgrade.Signal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Takes the scaffolding down. */
@Command(
        name = "finish",
        description = {
            "Ends the upgrade on the target: takes replication and everything else down that pgbaton put up. There is no way back"
                    + " after that. The source stays fenced."
        },
        footer = {"", "Example:", "  pgbaton finish orders"})
final class FinishCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Mixin
    private Working working;

    @Override
    public Integer call() {
        return working.give(pgbaton, Signal.FINISH);
    }
}
