package io.pgbaton.cli.text;

import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import java.util.List;
import java.util.Set;

/** What checks found, grouped by how much it weighs, each with what to do. */
public final class Findings {
    private final Screen screen;
    private final Set<String> allowed;

    /** @param allowed the hazards that the plan accepts */
    public Findings(Screen screen, Set<String> allowed) {
        this.screen = screen;
        this.allowed = allowed;
    }

    /** The text; empty where there is nothing to tell. */
    public String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        group(text, findings, Severity.BLOCK, screen.red("Must be mended before the upgrade can start"));
        group(text, findings, Severity.HAZARD, screen.yellow("Hazards: mend them, or allow them by name in the plan"));
        group(text, findings, Severity.INFO, screen.bold("Worth knowing"));
        return text.toString();
    }

    private void group(StringBuilder text, List<Finding> findings, Severity severity, String title) {
        List<Finding> members = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
        if (members.isEmpty()) {
            return;
        }
        text.append(title).append(" (").append(members.size()).append(")\n");
        members.forEach(finding -> text.append(one(finding)));
    }

    private String one(Finding finding) {
        StringBuilder text = new StringBuilder("  " + mark(finding) + finding.id() + " " + finding.subject() + ": ");
        text.append(indented(finding.message(), "    ")).append('\n');
        if (!finding.remedy().isBlank()) {
            text.append("    remedy: ")
                    .append(indented(finding.remedy(), "            "))
                    .append('\n');
        }
        if (finding.hazard() != null) {
            String state =
                    allowed.contains(finding.hazard()) ? "allowed by the plan as " : "may be allowed: add to allow: ";
            text.append("    ").append(state).append(finding.hazard()).append('\n');
        }
        return text.toString();
    }

    private String mark(Finding finding) {
        switch (finding.severity()) {
            case BLOCK:
                return screen.red("BLOCK   ");
            case HAZARD:
                return allowed.contains(finding.hazard()) ? screen.green("ALLOWED ") : screen.yellow("HAZARD  ");
            default:
                return "INFO    ";
        }
    }

    private static String indented(String text, String by) {
        return text.strip().replace("\n", "\n" + by);
    }
}
