package io.pgbaton.cli.text;

import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.step.Paste;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What checks found, worst first: each kind with why it matters, and each of its findings with what to do. */
public final class Findings {
    private final Screen screen;

    public Findings(Screen screen) {
        this.screen = screen;
    }

    /** What blocks, then hazards that nobody has acknowledged, then those that somebody has, then what is worth knowing. */
    static List<Finding> worstFirst(List<Finding> findings) {
        return findings.stream().sorted(Comparator.comparingInt(Findings::rank)).toList();
    }

    private static int rank(Finding finding) {
        boolean known = finding.severity() == Severity.HAZARD && finding.acknowledged() != null;
        return 2 * finding.severity().ordinal() + (known ? 1 : 0);
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
        Map<String, List<Finding>> kinds = new LinkedHashMap<>();
        worstFirst(findings).stream()
                .filter(finding -> finding.severity() == severity)
                .forEach(finding -> kinds.computeIfAbsent(finding.id(), id -> new ArrayList<>())
                        .add(finding));
        if (kinds.isEmpty()) {
            return;
        }
        text.append(title)
                .append(" (")
                .append(kinds.values().stream().mapToInt(List::size).sum())
                .append(")\n");
        kinds.values().forEach(kind -> kind(text, kind));
        text.append('\n');
    }

    private void kind(StringBuilder text, List<Finding> kind) {
        Finding first = kind.get(0);
        text.append("  ").append(mark(first)).append(first.id());
        if (!first.what().isEmpty()) {
            text.append("  ").append(screen.bold(first.what()));
        }
        text.append('\n');
        for (Finding finding : kind) {
            text.append("    ")
                    .append(finding.subject())
                    .append(": ")
                    .append(indented(finding.message(), "      "))
                    .append('\n');
            remedy(text, finding);
        }
        line(text, "    why:      ", first.why());
        line(text, "    pgbaton:  ", first.itself());
        line(text, "    ", standing(first));
    }

    private static void remedy(StringBuilder text, Finding finding) {
        Paste paste = finding.paste();
        if (paste != null) {
            line(text, "      remedy: in " + paste.at() + ": ", paste.sql() + ";");
        }
        line(text, paste == null ? "      remedy: " : "      or:     ", finding.remedy());
    }

    private static void line(StringBuilder text, String label, String value) {
        if (!value.isBlank()) {
            text.append(label)
                    .append(indented(value, " ".repeat(label.length())))
                    .append('\n');
        }
    }

    /** What the plan says to it, or may say. */
    private static String standing(Finding finding) {
        switch (finding.severity()) {
            case BLOCK:
                return finding.acknowledged() == null
                        ? ""
                        : "the plan acknowledges it, but what blocks cannot be acknowledged: it must be mended";
            case HAZARD:
                return finding.acknowledged() == null
                        ? "may be acknowledged: - {finding: " + finding.id() + ", because: …}"
                        : "acknowledged by the plan because " + finding.acknowledged();
            default:
                return "";
        }
    }

    private String mark(Finding finding) {
        switch (finding.severity()) {
            case BLOCK:
                return screen.red("BLOCK   ");
            case HAZARD:
                return finding.acknowledged() == null ? screen.yellow("HAZARD  ") : screen.green("KNOWN   ");
            default:
                return "INFO    ";
        }
    }

    private static String indented(String text, String by) {
        return text.strip().replace("\n", "\n" + by);
    }
}
