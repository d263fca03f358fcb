package io.pgbaton.cli;

import io.pgbaton.cli.Foreground.Course;
import io.pgbaton.upgrade.Signal;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that work on an upgrade by its name have in common. */
final class Working {
    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Option(
            names = "--take-over",
            description =
                    "Ends the sessions of whoever works on the upgrade first: for a process that hangs or is lost.")
    private boolean takeOver;

    /** Gives the signal and works in this process until it is carried out. Returns the exit code. */
    int give(Pgbaton pgbaton, Signal signal) {
        return new Foreground(pgbaton, takeOver).work(upgrades -> Course.to(name, upgrades.goalOf(name, signal)));
    }
}
