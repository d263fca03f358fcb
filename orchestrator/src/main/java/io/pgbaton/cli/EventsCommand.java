package io.pgbaton.cli;

import io.pgbaton.cli.text.EventText;
import io.pgbaton.cli.text.JsonText;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Upgrades;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tells the history of an upgrade. */
@Command(
        name = "events",
        description = "Tells the history of an upgrade, oldest first: who did what, and when.",
        footer = {"", "Examples:", "  pgbaton events orders", "  pgbaton events orders --follow --json"})
final class EventsCommand implements Callable<Integer> {
    private static final long RHYTHM_MILLIS = 300;

    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens from now, until the upgrade has ended or Ctrl-C.")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Upgrades upgrades = pgbaton.upgrades();
        EventText text = new EventText(pgbaton.zone());
        long after = 0;
        while (true) {
            boolean ended = upgrades.remembered(name).phase().ended();
            for (EventEntry event : upgrades.events(name, after)) {
                pgbaton.screen().say(json ? JsonText.line(EventText.Json.of(event)) : text.of(event));
                after = event.id();
            }
            if (!follow || ended || pgbaton.screen().out().checkError()) {
                return 0;
            }
            Thread.sleep(RHYTHM_MILLIS);
        }
    }
}
