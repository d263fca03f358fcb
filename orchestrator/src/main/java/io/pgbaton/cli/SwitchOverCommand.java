package io.pgbaton.cli;

import io.pgbaton.upgrade.Signal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Moves the traffic to the target. */
@Command(
        name = "switch-over",
        description = {
            "Moves the traffic to the target: clients are held back, what they wrote is carried over and proved to be there, and"
                    + " they go on at the target.",
            "Ends with 5 if that did not succeed within the budget of the plan; then everything is as before."
        },
        footer = {"", "Example:", "  pgbaton switch-over orders"})
final class SwitchOverCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Mixin
    private Working working;

    @Override
    public Integer call() {
        return working.give(pgbaton, Signal.SWITCH_OVER);
    }
}
