package io.pgbaton.cli;

import io.pgbaton.engine.Upgrades;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.report.CheckPage;
import io.pgbaton.step.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks whether an upgrade could be carried out. */
@Command(
        name = "check",
        description = {
            "Looks at both servers and the traffic, and tells everything that would make the upgrade fail or lose data, each"
                    + " with its remedy. Changes nothing.",
            "Ends with 3 if something is in the way."
        },
        footer = {"", "Example:", "  pgbaton check plans/orders.yaml"})
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "PLAN", description = "The plan file.")
    private Path file;

    @Mixin
    private Paper paper;

    @Override
    public Integer call() {
        Plan plan = PlanFile.read(file).plan();
        Upgrades upgrades = pgbaton.upgrades();
        List<Finding> findings = upgrades.check(plan);
        boolean blocked = upgrades.blocks(plan, findings);
        paper.write(pgbaton.screen(), CheckPage.of(plan, findings, blocked), CheckPage.data(plan, findings, blocked));
        return (blocked ? ExitCode.BLOCKED : ExitCode.DONE).code();
    }
}
