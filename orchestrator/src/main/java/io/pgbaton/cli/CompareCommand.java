package io.pgbaton.cli;

import io.pgbaton.cli.text.ComparisonText;
import io.pgbaton.cli.text.JsonText;
import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.ComparisonPace;
import io.pgbaton.engine.Upgrades;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Compares both servers row by row. */
@Command(
        name = "compare",
        description = {
            "Compares every table of both servers, row by row, while clients write, and names the rows that differ. Changes nothing,"
                    + " and puts the outcome into the history.",
            "An interrupted comparison goes on where it was. Ends with 3 if something differs, or if rows are undecided because they"
                    + " were written each time they were looked at; with 6 while another process compares."
        },
        footer = {
            "",
            "Examples:",
            "  pgbaton compare orders",
            "  pgbaton compare orders --repair > repair.sql    to be read before it is run"
        })
final class CompareCommand implements Callable<Integer> {
    /** Between two lines where there is no terminal. */
    private static final long PLAIN_RHYTHM_NANOS = 10_000_000_000L;

    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Option(names = "--json", description = "JSON for scripts.")
    private boolean json;

    @Option(names = "--fresh", description = "Begin anew, whatever an interrupted comparison has done.")
    private boolean fresh;

    @Option(
            names = "--repair",
            description =
                    "Print the statements that would mend what differs, and nothing else on the standard output. They are never run.")
    private boolean repair;

    private final AtomicLong told = new AtomicLong(System.nanoTime());

    @Override
    public Integer call() {
        Upgrades upgrades = pgbaton.upgrades();
        Comparison comparison;
        try {
            comparison = fresh ? upgrades.compareAnew(name, this::tell) : upgrades.compare(name, this::tell);
        } finally {
            pgbaton.screen().hold("");
        }
        ComparisonText text = new ComparisonText(pgbaton.screen());
        if (repair) {
            List<String> statements = upgrades.repair(comparison);
            pgbaton.screen().complain(text.of(comparison));
            pgbaton.screen().say(ComparisonText.script(comparison, statements));
        } else {
            pgbaton.screen().say(json ? JsonText.of(comparison) : text.of(comparison));
        }
        return (comparison.same() ? ExitCode.DONE : ExitCode.BLOCKED).code();
    }

    private void tell(ComparisonPace pace) {
        if (pgbaton.screen().terminal()) {
            pgbaton.screen().hold(ComparisonText.line(pace));
            return;
        }
        long last = told.get();
        long now = System.nanoTime();
        if (now - last > PLAIN_RHYTHM_NANOS && told.compareAndSet(last, now)) {
            pgbaton.screen().complain(ComparisonText.line(pace));
        }
    }
}
