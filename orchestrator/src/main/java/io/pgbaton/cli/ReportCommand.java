package io.pgbaton.cli;

import io.pgbaton.engine.UpgradeReport;
import io.pgbaton.report.UpgradePage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tells what happened in an upgrade. */
@Command(
        name = "report",
        description = {
            "Tells what happened in an upgrade: what was approved, what was done and when, the pauses and their evidence,"
                    + " what was undone, what remains. One paper to attach to the change."
        },
        footer = {"", "Example:", "  pgbaton report orders --format html -o orders.html"})
final class ReportCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Mixin
    private Paper paper;

    @Mixin
    private Length length;

    @Override
    public Integer call() {
        UpgradeReport report = pgbaton.upgrades().report(name);
        paper.write(pgbaton.screen(), UpgradePage.of(report), report, length.lines());
        return 0;
    }
}
