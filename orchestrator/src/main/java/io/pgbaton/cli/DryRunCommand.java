package io.pgbaton.cli;

import io.pgbaton.engine.DryRun;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.report.DryRunPage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Shows what a run would do. */
@Command(
        name = "dry-run",
        description = {
            "Shows everything that a run would do, in order, as a change request: every statement, on which server, what it"
                    + " locks, how it is taken back, what is proved after. Writes nothing on the servers. Of an upgrade that is"
                    + " under way it shows what is still ahead.",
            "The same for equal facts, so that it can be kept and compared. Its digest is what 'approve' takes.",
            "Ends with 3 if a check finds something in the way."
        },
        footer = {
            "",
            "Examples:",
            "  pgbaton dry-run plans/orders.yaml",
            "  pgbaton dry-run plans/orders.yaml --format html -o orders.html"
        })
final class DryRunCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "PLAN", description = "The plan file.")
    private Path file;

    @Mixin
    private Paper paper;

    @Mixin
    private Length length;

    @Override
    public Integer call() {
        Plan plan = PlanFile.read(file).plan();
        DryRun dryRun = pgbaton.upgrades().dryRun(plan);
        paper.write(pgbaton.screen(), DryRunPage.of(dryRun, plan), dryRun, length.lines());
        return (dryRun.blocked() ? ExitCode.BLOCKED : ExitCode.DONE).code();
    }
}
