package io.pgbaton.cli;

import io.pgbaton.upgrade.Signal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Goes on after a pause, a failure or a crash. */
@Command(
        name = "resume",
        description = {
            "Goes on where a pause, a failure or a crash interrupted the upgrade, to the end of the phase it was in."
        },
        footer = {"", "Example:", "  pgbaton resume orders"})
final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Mixin
    private Working working;

    @Override
    public Integer call() {
        return working.give(pgbaton, Signal.RESUME);
    }
}
