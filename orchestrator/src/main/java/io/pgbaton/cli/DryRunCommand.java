package io.pgbaton.cli;

import io.pgbaton.cli.text.ChangeTicket;
import io.pgbaton.cli.text.JsonText;
import io.pgbaton.engine.DryRun;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows what a run would do. */
@Command(
        name = "dry-run",
        description = {
            "Shows everything that a run would do, in order, as a change ticket: every statement, on which server, how it is"
                    + " taken back, what is proved after. Writes nothing anywhere.",
            "Ends with 3 if a check finds something in the way."
        },
        footer = {
            "",
            "Examples:",
            "  pgbaton dry-run plans/orders.yaml",
            "  pgbaton dry-run plans/orders.yaml --full > ticket.txt"
        })
final class DryRunCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "PLAN", description = "The plan file.")
    private Path file;

    @Option(names = "--full", description = "Show long SQL whole, not its first lines.")
    private boolean full;

    @Option(names = "--json", description = "JSON for scripts; always whole.")
    private boolean json;

    @Override
    public Integer call() {
        Plan plan = PlanFile.read(file).plan();
        DryRun dryRun = pgbaton.upgrades().dryRun(plan);
        pgbaton.screen()
                .say(
                        json
                                ? JsonText.of(dryRun)
                                : new ChangeTicket(pgbaton.screen(), pgbaton.zone(), full).of(dryRun, plan));
        return (dryRun.blocked() ? ExitCode.BLOCKED : ExitCode.DONE).code();
    }
}
