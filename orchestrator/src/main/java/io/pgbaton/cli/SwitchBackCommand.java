package io.pgbaton.cli;

import io.pgbaton.upgrade.Signal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Moves the traffic back to the source. */
@Command(
        name = "switch-back",
        description = {
            "Moves the traffic back to the source, with every row that was written on the target meanwhile.",
            "Ends with 5 if that did not succeed within the budget of the plan; then everything is as before."
        },
        footer = {"", "Example:", "  pgbaton switch-back orders"})
final class SwitchBackCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Mixin
    private Working working;

    @Override
    public Integer call() {
        return working.give(pgbaton, Signal.SWITCH_BACK);
    }
}
