package io.pgbaton.bench;

import java.util.List;
import java.util.Locale;

/** The figures for people: a table for each scenario, and one of all with what was to be reached. */
final class Tables {

    /** Per cent; above this, other programs have spoilt the times. */
    private static final int BUSY = 10;

    private Tables() {}

    static String of(Figures figures) {
        var text = new StringBuilder();
        line(
                text,
                "%s: PostgreSQL %s and %s, %s",
                figures.scenario(),
                figures.source(),
                figures.target(),
                load(figures));
        line(text, "");
        line(
                text,
                "  %-24s %8s %8s %8s   ms, of %d switches",
                "",
                "median",
                "p90",
                "max",
                figures.switches().size());
        figures.parts().forEach((name, spread) -> row(text, name, spread));
        row(text, "pause by pgbaton", figures.pause());
        row(text, "client stall", figures.stall());
        if (figures.switches().size() > 1) {
            row(text, "  from " + figures.source(), figures.stall("over"));
            row(text, "  from " + figures.target(), figures.stall("back"));
        }
        if (figures.hasPooler()) {
            row(text, "PAUSE and RESUME alone", figures.alone());
        }
        line(
                text,
                "  %-24s %8.1f %8.1f %8.1f   p99 %.1f",
                "latency at other times",
                figures.away().median(),
                figures.away().p90(),
                figures.away().max(),
                figures.away().p99());
        line(text, "");
        var verdict = figures.verdict();
        line(text, "  %s", counts(figures));
        if (!figures.hasPooler()) {
            line(
                    text,
                    "  errors per client and switch: %s, %d in all; refused connections: %d",
                    figures.oneErrorEach() ? "exactly one" : "not exactly one",
                    verdict.errors(),
                    verdict.refused());
        }
        if (figures.others() > BUSY) {
            line(text, "  others used %d %% of the processors before: the times are too long", figures.others());
        }
        verdict.wrong().forEach(wrong -> line(text, "  %s", wrong));
        return text.toString();
    }

    private static String load(Figures figures) {
        return String.format(
                Locale.ROOT, "%s; reached %.0f transactions a second", figures.load(), figures.reachedRate());
    }

    private static String counts(Figures figures) {
        var verdict = figures.verdict();
        return String.format(
                Locale.ROOT,
                "%d transactions: %d failed, %d lost, %d doubled%s; rows %s; %d switches backed out",
                verdict.acknowledged(),
                verdict.failed(),
                verdict.lost(),
                verdict.doubled(),
                verdict.invented() == 0 ? "" : ", " + verdict.invented() + " invented",
                verdict.rowsEqual() ? "equal on both servers" : "DIFFER between the servers",
                figures.backedOut());
    }

    private static void row(StringBuilder text, String name, Spread spread) {
        line(text, "  %-24s %8.1f %8.1f %8.1f", name, spread.median(), spread.p90(), spread.max());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Every scenario in a line, as a table of Markdown, which a terminal shows well enough. */
    static String summary(List<Figures> all) {
        var text = new StringBuilder();
        line(
                text,
                "| %-10s | %-16s | %6s | %8s | %23s | %23s | %13s | %11s | %6s | %4s | %7s | %-5s | %-7s |",
                "scenario",
                "PostgreSQL",
                "tps",
                "switches",
                "pause median, p90, max",
                "stall median, p90, max",
                "to reach",
                "PAUSE alone",
                "failed",
                "lost",
                "doubled",
                "rows",
                "");
        line(text, "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|");
        for (Figures one : all) {
            var goal = Target.of(one.scenario());
            line(
                    text,
                    "| %-10s | %-16s | %6.0f | %8d | %23s | %23s | %13s | %11s | %6d | %4d | %7d | %-5s | %-7s |",
                    one.scenario(),
                    one.source() + " and " + one.target(),
                    one.reachedRate(),
                    one.switches().size(),
                    three(one.pause()),
                    three(one.stall()),
                    goal.map(g -> String.format(Locale.ROOT, "%.0f / %.0f", g.median(), g.worst()))
                            .orElse(""),
                    one.hasPooler()
                            ? String.format(
                                    Locale.ROOT,
                                    "%.0f / %.0f",
                                    one.alone().median(),
                                    one.alone().max())
                            : "",
                    one.verdict().failed(),
                    one.verdict().lost(),
                    one.verdict().doubled(),
                    one.verdict().rowsEqual() ? "equal" : "DIFFER",
                    goal.map(g -> one.reached(g) ? "reached" : "missed").orElse(""));
        }
        all.stream()
                .filter(one -> one.others() > BUSY)
                .forEach(one -> line(
                        text,
                        "%nBefore %s others used %d %% of the processors: its times are too long.",
                        one.scenario(),
                        one.others()));
        return text.toString();
    }

    private static String three(Spread spread) {
        return String.format(Locale.ROOT, "%.1f, %.1f, %.1f", spread.median(), spread.p90(), spread.max());
    }
}
