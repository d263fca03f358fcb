package io.pgbaton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tells what happened in an upgrade. */
@Command(
        name = "report",
        description = "Tells what happened in an upgrade, for people: Markdown.",
        footer = {"", "Example:", "  pgbaton report orders > orders.md"})
final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Override
    public Integer call() {
        pgbaton.screen().say(pgbaton.upgrades().report(name));
        return 0;
    }
}
