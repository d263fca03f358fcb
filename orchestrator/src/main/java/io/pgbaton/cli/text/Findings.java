package io.pgbaton.cli.text;

import io.pgbaton.plan.Plan;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import java.util.List;
import java.util.Optional;

/** What checks found, grouped by how much it weighs, each with what to do. */
public final class Findings {
    private final Screen screen;
    private final Plan plan;

    /** @param plan that may acknowledge hazards */
    public Findings(Screen screen, Plan plan) {
        this.screen = screen;
        this.plan = plan;
    }

    /** The text; empty where there is nothing to tell. */
    public String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        group(text, findings, Severity.BLOCK, screen.red("Must be mended before the upgrade can start"));
        group(text, findings, Severity.HAZARD, screen.yellow("Hazards: mend them, or acknowledge them in the plan"));
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
        String standing = standing(finding);
        if (!standing.isEmpty()) {
            text.append("    ").append(indented(standing, "    ")).append('\n');
        }
        return text.toString();
    }

    /** What the plan says to it, or may say. */
    private String standing(Finding finding) {
        Optional<String> because = plan.acknowledged(finding.id());
        switch (finding.severity()) {
            case BLOCK:
                return because.isPresent()
                        ? "the plan acknowledges it, but what blocks cannot be acknowledged: it must be mended"
                        : "";
            case HAZARD:
                return because.map(reason -> "acknowledged by the plan because " + reason)
                        .orElse("may be acknowledged: - {finding: " + finding.id() + ", because: …}");
            default:
                return "";
        }
    }

    private String mark(Finding finding) {
        switch (finding.severity()) {
            case BLOCK:
                return screen.red("BLOCK   ");
            case HAZARD:
                return plan.acknowledged(finding.id()).isPresent()
                        ? screen.green("KNOWN   ")
                        : screen.yellow("HAZARD  ");
            default:
                return "INFO    ";
        }
    }

    private static String indented(String text, String by) {
        return text.strip().replace("\n", "\n" + by);
    }
}
