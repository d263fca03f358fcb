package io.pgbaton.cli;

import io.pgbaton.cli.text.JsonText;
import io.pgbaton.cli.text.StatusText;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.Upgrades;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tells where upgrades stand. */
@Command(
        name = "status",
        description = {
            "Tells where an upgrade stands, with live figures from both servers; without a name, lists all upgrades.",
            "A figure is '?' (null in JSON) where its server could not be asked."
        },
        footer = {"", "Examples:", "  pgbaton status", "  pgbaton status orders --json"})
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The upgrade; all of them if left out.")
    private @Nullable String name;

    @Option(names = "--json", description = "JSON for scripts.")
    private boolean json;

    @Override
    public Integer call() {
        Upgrades upgrades = pgbaton.upgrades();
        StatusText text = new StatusText(pgbaton.zone());
        if (name == null) {
            List<Status> all = upgrades.all();
            pgbaton.screen().say(json ? JsonText.of(all) : text.of(all));
        } else {
            Status one = upgrades.status(name);
            pgbaton.screen().say(json ? JsonText.of(one) : text.of(one));
        }
        return 0;
    }
}
