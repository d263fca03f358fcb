package io.pgbaton.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Writes down that somebody approved what would be done. */
@Command(
        name = "approve",
        description = {
            "Writes down who approved what would be done, by the digest that the dry run shows. It is looked at once more: if it"
                    + " has another digest now, nothing is approved.",
            "Where the plan says 'approval: required', nothing is changed on the servers without it, and nothing but what was"
                    + " approved: a run, and later the switchover, is refused and shows the difference. The way back needs no"
                    + " approval of its own."
        },
        footer = {"", "Example:", "  pgbaton approve orders --digest 3f9a1c04be77 --by 'change board, CHG-1234'"})
final class ApproveCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade; 'run' makes it known, and waits for the approval.")
    private String name;

    @Option(
            names = "--digest",
            required = true,
            paramLabel = "DIGEST",
            description = "The digest of the dry run, or its first 12 digits or more.")
    private String digest;

    @Option(names = "--by", required = true, paramLabel = "WHO", description = "Who approves, in your own words.")
    private String by;

    @Override
    public Integer call() {
        if (by.isBlank()) {
            throw new UsageException("--by is blank; say who approves");
        }
        pgbaton.upgrades().approve(name, digest, by.strip());
        pgbaton.screen().say(pgbaton.screen().green("approved by " + by.strip()));
        return 0;
    }
}
