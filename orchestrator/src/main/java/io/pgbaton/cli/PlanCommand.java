package io.pgbaton.cli;

import io.pgbaton.engine.HookRules;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.plan.PlanSchema;
import io.pgbaton.plan.PlanTemplate;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What can be done with plans alone. Needs no server and no control database. */
@Command(
        name = "plan",
        description = "Writes, describes and checks plan files. Touches no server.",
        footer = {"", "Examples:", "  pgbaton plan new > orders.yaml", "  pgbaton plan validate orders.yaml"})
final class PlanCommand {
    @ParentCommand
    private Pgbaton pgbaton;

    @Command(
            name = "new",
            description = "Prints a commented plan to begin with: every key, what it means, and its default.",
            footer = {"", "Example:", "  pgbaton plan new > orders.yaml"})
    int begin() {
        pgbaton.screen().say(PlanTemplate.text());
        return 0;
    }

    @Command(
            name = "schema",
            description = "Prints the JSON Schema of plan files, with which editors complete and check them.",
            footer = {"", "Example:", "  pgbaton plan schema > plan.schema.json"})
    int schema() {
        pgbaton.screen().say(PlanSchema.json());
        return 0;
    }

    @Command(
            name = "validate",
            description = {
                "Checks whether the file is a plan that can be used as it is written. Secrets are not looked up.",
                "Ends with 2 if it has problems; each is told with its line."
            },
            footer = {"", "Example:", "  pgbaton plan validate orders.yaml"})
    int validate(@Parameters(paramLabel = "PLAN", description = "The plan file.") Path file) {
        Plan plan = PlanFile.read(file).plan();
        HookRules.require(plan);
        pgbaton.screen().say(pgbaton.screen().green("OK") + "  " + file + ": the plan of " + plan.name());
        return 0;
    }
}
