package io.pgbaton.cli;

import picocli.CommandLine.Option;

/** How the commands that show much SQL are told how much of it to show. */
final class Length {
    /** Lines of one piece of SQL that a terminal shows unless all of them are wanted. */
    private static final int LINES = 12;

    @Option(
            names = "--full",
            description = "Show long SQL whole on the screen, not its first lines; files have it whole.")
    private boolean full;

    /** How many lines of one piece of SQL. */
    int lines() {
        return full ? Integer.MAX_VALUE : LINES;
    }
}
