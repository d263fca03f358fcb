package io.pgbaton.cli.text;

import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.ComparisonPace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a comparison found, for people. */
public final class ComparisonText {
    /** How many rows of a table are shown. */
    private static final int SHOWN = 20;

    private static final int KEY_WIDTH = 120;

    private final Screen screen;

    public ComparisonText(Screen screen) {
        this.screen = screen;
    }

    /** How far it is, in one line. */
    public static String line(ComparisonPace pace) {
        return "compared " + count(pace.rows()) + " of about " + count(pace.expected()) + " rows, "
                + count(Math.round(pace.rowsPerSecond())) + " rows/s" + left(pace.left())
                + (pace.suspects() == 0 ? "" : ", " + count(pace.suspects()) + " rows to look at again");
    }

    private static String left(@Nullable Duration left) {
        return left == null ? "" : ", " + Amount.time(left) + " left";
    }

    private static String count(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }

    /** Every table, and the rows that differ. */
    public String of(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        int width = comparison.tables().stream()
                .mapToInt(table -> named(table).length())
                .max()
                .orElse(1);
        String there = comparison.publisher().other().word();
        for (Comparison.Table table : comparison.tables()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  %15s rows  %-14s  %s",
                    named(table),
                    count(table.rows()),
                    table.method(),
                    verdict(table)));
            for (Comparison.Difference difference : table.differences()
                    .subList(0, Math.min(SHOWN, table.differences().size()))) {
                lines.add("      " + row(table, difference, there));
            }
            if (table.differing() > SHOWN) {
                lines.add("      and " + count(table.differing() - SHOWN) + " more");
            }
        }
        double seconds = Math.max(0.001, comparison.took().toMillis() / 1000.0);
        String end = comparison.sentence() + String.format(Locale.ROOT, " (%.1f s, ", seconds)
                + count(Math.round(comparison.rows() / seconds)) + " rows/s)";
        lines.add(inked(comparison.verdict(), end));
        return String.join("\n", lines) + "\n";
    }

    private static String named(Comparison.Table table) {
        return table.database() + "  " + table.table();
    }

    private String verdict(Comparison.Table table) {
        List<String> words = new ArrayList<>();
        if (table.differing() > 0) {
            words.add((table.more() ? "at least " : "") + Amount.count(table.differing(), "row") + " different");
        }
        if (table.problem() != null) {
            words.add(table.problem());
        }
        if (table.undecided() > 0) {
            words.add(Amount.count(table.undecided(), "row") + " written at each look");
        }
        if (table.verdict() == Comparison.Verdict.UNDECIDED) {
            words.add(0, "undecided");
        }
        return inked(table.verdict(), words.isEmpty() ? "same" : String.join("; ", words));
    }

    private String inked(Comparison.Verdict verdict, String text) {
        switch (verdict) {
            case SAME:
                return screen.green(text);
            case UNDECIDED:
                return screen.yellow(text);
            default:
                return screen.red(text);
        }
    }

    private static String row(Comparison.Table table, Comparison.Difference difference, String there) {
        String values = String.join(", ", difference.key()).replaceAll("\\p{Cntrl}", "?");
        String shown = values.length() <= KEY_WIDTH ? values : values.substring(0, KEY_WIDTH) + "…";
        String key = table.key().isEmpty()
                ? "a row with the hash " + shown
                : "(" + String.join(", ", table.key()) + ") = (" + shown + ")";
        switch (difference.kind()) {
            case MISSING:
                return key + "  missing on the " + there;
            case EXTRA:
                return key + "  on the " + there + " alone";
            default:
                return key + "  differs in " + String.join(", ", difference.columns());
        }
    }

    /** The statements of a repair as a script. */
    public static String script(Comparison comparison, List<String> statements) {
        StringBuilder script = new StringBuilder("-- " + comparison.sentence() + "\n");
        if (statements.isEmpty()) {
            return script.append("-- nothing to repair\n").toString();
        }
        script.append("-- Read this before you run it: it makes these rows of the ")
                .append(comparison.publisher().other().word())
                .append(" what they were on the ")
                .append(comparison.publisher().word())
                .append(
                        ".\n-- Find out first why they differ. A row that clients have written since must be left out.\n");
        for (String statement : statements) {
            script.append(statement).append(statement.startsWith("--") ? "\n" : ";\n");
        }
        return script.toString();
    }
}
