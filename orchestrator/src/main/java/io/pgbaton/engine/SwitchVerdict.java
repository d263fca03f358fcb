package io.pgbaton.engine;

import io.pgbaton.engine.Comparison.Difference;
import io.pgbaton.engine.Comparison.Kind;
import io.pgbaton.plan.Plan;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run says about the comparison of both servers as they were at its switch. */
final class SwitchVerdict {
    /** How many rows are named; the history has more. */
    private static final int NAMED = 10;

    private SwitchVerdict() {}

    /** @param phase where the switch led to */
    static Outcome of(Comparison comparison, Plan plan, Phase phase) {
        String done = "the upgrade is " + phase + "; " + comparison.sentence();
        switch (comparison.verdict()) {
            case SAME:
                return Outcome.of(Outcome.Kind.DONE, done);
            case UNDECIDED:
                return Outcome.of(
                        Outcome.Kind.UNPROVED,
                        done + named(comparison) + "\nwhat was compared is the same; " + now("pgbaton compare"));
            default:
                return Outcome.of(
                        Outcome.Kind.UNPROVED,
                        "DIFFERENT: " + done + named(comparison) + "\n" + toDo(plan, phase) + "; 'pgbaton report "
                                + plan.name() + "' names the rows");
        }
    }

    private static String now(String command) {
        return "compare both servers as they are now, with '" + command + "', before you finish";
    }

    private static String toDo(Plan plan, Phase phase) {
        if (phase == Phase.SWITCHED_BACK) {
            return "find out which side is right before you abandon or switch over again: the rows of the old server are"
                    + " what clients have now, and the new server still has the others";
        }
        return plan.reverse().enabled()
                ? "clients write on the target now. Going back to where they were loses nothing that they have written"
                        + " since: 'pgbaton switch-back " + plan.name() + "'; do not finish before it is mended"
                : "clients write on the target now, and the plan has no way back (reverse.enabled: false): mend these"
                        + " rows from the source, which still has them as they were";
    }

    static Outcome notMade(String why, String upgrade, Phase phase) {
        return Outcome.of(
                Outcome.Kind.UNPROVED,
                "the upgrade is " + phase + "; " + sentence(why) + "; " + now("pgbaton compare " + upgrade));
    }

    static String sentence(@Nullable String why) {
        return "both servers were not compared as they were at the switch: " + why;
    }

    private static String named(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        String there = comparison.publisher().other().word();
        for (Comparison.Table table : comparison.tables()) {
            if (table.problem() != null) {
                lines.add("  " + table.database() + " " + table.table() + ": " + table.problem());
            }
            for (Difference one : table.differences()) {
                lines.add("  " + table.database() + " " + table.table() + ": " + row(table, one, there));
            }
        }
        int more = lines.size() - NAMED;
        return lines.isEmpty()
                ? ""
                : "\n" + String.join("\n", lines.subList(0, Math.min(NAMED, lines.size())))
                        + (more > 0 ? "\n  and " + more + " more" : "");
    }

    private static String row(Comparison.Table table, Difference one, String there) {
        String key = (table.key().isEmpty() ? "a row with the hash " : "")
                + String.join(", ", one.key()).replaceAll("\\p{Cntrl}", "?");
        return one.kind() == Kind.MISSING
                ? key + " missing on the " + there
                : one.kind() == Kind.EXTRA
                        ? key + " on the " + there + " alone"
                        : key + " differs in " + String.join(", ", one.columns());
    }
}
