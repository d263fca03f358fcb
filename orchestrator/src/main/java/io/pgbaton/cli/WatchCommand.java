package io.pgbaton.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Looks for writes on the fenced server. */
@Command(
        name = "watch",
        description = {
            "After a switch, looks for what clients wrote on the fenced server in spite of the fence, tells it row by row and puts it"
                    + " into the history.",
            "Then that server need no longer keep its log for it: run it now and then, for example each minute, or let"
                    + " 'pgbaton serve' do so. 'status' looks too, but forgets nothing."
        },
        footer = {"", "Example:", "  pgbaton watch orders"})
final class WatchCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Override
    public Integer call() {
        List<String> strays = pgbaton.upgrades().watch(name);
        pgbaton.screen()
                .say(
                        strays.isEmpty()
                                ? "no new stray writes\n"
                                : "stray write: " + String.join("\nstray write: ", strays) + "\n");
        return 0;
    }
}
