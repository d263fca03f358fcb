package io.pgbaton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The commands that {@code scripts/bench-switchover} is made of: load, judge, show. */
public final class Bench {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Bench() {}

    /** Exit code 0 well, 1 something was lost, doubled, failed or differs, 2 it could not be told. */
    public static void main(String[] args) {
        try {
            var flags = Flags.of(Arrays.asList(args).subList(1, args.length));
            switch (args[0]) {
                case "load" -> Load.run(flags);
                case "judge" -> judge(flags);
                case "show" -> show(flags);
                default -> throw new IllegalArgumentException("load, judge or show, not " + args[0]);
            }
        } catch (IOException
                | SQLException
                | InterruptedException
                | IllegalArgumentException
                | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
        }
        System.exit(0);
    }

    /** Adds the figures of a scenario to a file, and prints them. */
    private static void judge(Flags flags) throws IOException, SQLException, InterruptedException {
        var ledger = Ledger.read(flags.path("ledger"));
        var verdict = Judge.verdict(flags, ledger);
        var figures =
                Figures.of(flags, ledger, Switch.read(flags.path("events")), Hold.read(flags.path("holds")), verdict);
        Path file = flags.path("figures");
        var all = read(file);
        all.add(figures);
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        System.out.println(Tables.of(figures));
        tellTroubles(ledger, flags);
        System.exit(figures.correct() ? 0 : 1);
    }

    /** Which errors there were, told on the standard error unless they are what a switch without a pooler costs. */
    private static void tellTroubles(Ledger ledger, Flags flags) {
        ledger.failures().stream()
                .collect(Collectors.groupingBy(
                        failure -> failure.trouble() + " " + failure.sqlState() + " " + failure.message(),
                        Collectors.counting()))
                .forEach((what, times) -> System.err.println("  " + times + " times: " + what));
    }

    private static void show(Flags flags) throws IOException {
        var all = read(flags.path("figures"));
        switch (flags.text("as")) {
            case "tables" -> all.forEach(one -> System.out.println(Tables.of(one)));
            case "summary" -> System.out.print(Tables.summary(all));
            default -> throw new IllegalArgumentException("--as tables or summary");
        }
    }

    private static List<Figures> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ArrayList<>();
        }
        try {
            return new ArrayList<>(List.of(JSON.readValue(Files.readString(file), Figures[].class)));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    file + " holds no figures of this version of the benchmark: " + e.getOriginalMessage(), e);
        }
    }
}
