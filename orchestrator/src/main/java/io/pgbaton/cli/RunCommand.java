package io.pgbaton.cli;

import io.pgbaton.cli.Foreground.Course;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.plan.PlanFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Begins an upgrade, or goes on with it. */
@Command(
        name = "run",
        description = {
            "Begins the upgrade of a plan, or goes on with it wherever it stands, and works on it until the goal is reached.",
            "",
            "Without --until it goes until in-sync; where --approve is given, or the plan says 'approval: none', until"
                    + " switched-over. Where the plan wants a person's word and --approve is missing, it stops in-sync, says the"
                    + " next command, and ends with 0.",
            "",
            "--until settled begins nothing: a switch that was interrupted is undone or, past its point of no return,"
                    + " completed.",
            "",
            "Ctrl-C asks for a pause and waits for the end of the move under way; a switch under way completes or backs out"
                    + " first. A second Ctrl-C ends the process at once; run again goes on from there."
        },
        footer = {
            "",
            "Examples:",
            "  pgbaton run plans/orders.yaml",
            "  pgbaton run plans/orders.yaml --until finished --approve"
        })
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "PLAN", description = "The plan file.")
    private Path plan;

    @Option(
            names = "--until",
            paramLabel = "GOAL",
            converter = GoalWords.class,
            completionCandidates = GoalWords.class,
            description = "How far to go: ${COMPLETION-CANDIDATES}.")
    private @Nullable Goal until;

    @Option(names = "--approve", description = "Approves the switchover beforehand.")
    private boolean approve;

    @Option(
            names = "--take-over",
            description =
                    "Ends the sessions of whoever works on the upgrade first: for a process that hangs or is lost.")
    private boolean takeOver;

    @Override
    public Integer call() {
        PlanFile file = PlanFile.read(plan);
        return new Foreground(pgbaton, takeOver).work(upgrades -> course(file, upgrades));
    }

    private Course course(PlanFile file, Upgrades upgrades) {
        String name = file.plan().name();
        upgrades.add(file);
        return new Course(
                name, Destination.of(upgrades.remembered(name), until, approve, upgrades.needsApproval(name)));
    }
}
