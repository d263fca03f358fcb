package io.pgbaton.cli.text;

import io.pgbaton.engine.GrantScript;
import io.pgbaton.plan.Plan;
import io.pgbaton.step.Finding;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a check looked at, what it found, and what comes next. */
public final class CheckText {
    private final Screen screen;

    public CheckText(Screen screen) {
        this.screen = screen;
    }

    /** @param blocked whether a finding keeps the upgrade from starting */
    public String of(Plan plan, List<Finding> findings, boolean blocked) {
        StringBuilder text = new StringBuilder(screen.bold("Check of " + plan.name()) + "\n");
        line(text, "source", plan.source().address().toString());
        line(text, "target", plan.target().address().toString());
        line(
                text,
                "databases",
                plan.databases().all()
                        ? "all"
                        : String.join(", ", plan.databases().names()));
        line(
                text,
                "looked at",
                Workflow.steps(Phase.PLANNED).stream()
                                .map(step -> step.name().replace("check-", ""))
                                .collect(Collectors.joining(", "))
                        + ", traffic");
        text.append('\n').append(new Findings(screen).text(findings));
        String grants = GrantScript.of(plan, findings);
        if (!grants.isEmpty()) {
            text.append(screen.bold("Every missing right, to paste into psql as a superuser"))
                    .append('\n')
                    .append(grants.indent(2))
                    .append('\n');
        }
        text.append(blocked ? screen.red("BLOCKED") : screen.green("OK"))
                .append("  ")
                .append(verdict(findings, blocked));
        return text.append('\n').toString();
    }

    /** What it comes to, in one line. */
    static String verdict(List<Finding> findings, boolean blocked) {
        long blocks = count(findings, Finding.Severity.BLOCK, true) + count(findings, Finding.Severity.BLOCK, false);
        long hazards = count(findings, Finding.Severity.HAZARD, false);
        long known = count(findings, Finding.Severity.HAZARD, true);
        if (blocked) {
            String mend = blocks == 0 ? "" : blocks + " to mend";
            String weigh = hazards == 0 ? "" : hazards + " to mend or to acknowledge";
            return "the upgrade would not start: " + mend + (blocks > 0 && hazards > 0 ? ", " : "") + weigh
                    + "; nothing was changed";
        }
        return (known == 0 ? "nothing is in the way" : "nothing is in the way that the plan does not acknowledge")
                + "; nothing was changed";
    }

    private static long count(List<Finding> findings, Finding.Severity severity, boolean acknowledged) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity && (finding.acknowledged() != null) == acknowledged)
                .count();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-12s %s%n", name, value));
    }
}
