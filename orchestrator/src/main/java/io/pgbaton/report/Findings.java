package io.pgbaton.report;

import io.pgbaton.report.Block.Fact;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.step.Paste;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How findings are written down in papers: worst first, each kind together. */
final class Findings {
    private Findings() {}

    /** What blocks, then hazards that nobody has acknowledged, then those that somebody has, then what is worth knowing. */
    static List<Finding> worstFirst(List<Finding> findings) {
        return findings.stream().sorted(Comparator.comparingInt(Findings::rank)).toList();
    }

    private static int rank(Finding finding) {
        return 2 * finding.severity().ordinal() + (known(finding) ? 1 : 0);
    }

    private static boolean known(Finding finding) {
        return finding.severity() == Severity.HAZARD && finding.acknowledged() != null;
    }

    /** One row for each kind. */
    static void table(Document.Builder page, List<Finding> findings) {
        page.grid(
                List.of("", "ID", "WHAT", "WHERE"),
                kinds(findings).stream()
                        .map(kind -> List.of(
                                word(kind.get(0)),
                                kind.get(0).id(),
                                kind.get(0).what(),
                                kind.get(0).subject()
                                        + (kind.size() == 1 ? "" : " and " + (kind.size() - 1) + " more")))
                        .toList());
    }

    /** Each with what to do; why it matters is told once for each kind. */
    static void add(Document.Builder page, List<Finding> findings) {
        for (List<Finding> kind : kinds(findings)) {
            for (Finding finding : kind) {
                List<Fact> facts = new ArrayList<>();
                remedy(facts, finding);
                if (finding == kind.get(kind.size() - 1)) {
                    fact(facts, "why", finding.why());
                    fact(facts, "pgbaton", finding.itself());
                    fact(facts, "the plan", standing(finding));
                }
                String what = finding.what().isEmpty() ? "" : finding.what() + ". ";
                page.notice(
                        tone(finding),
                        word(finding),
                        finding.id() + " " + what + finding.subject() + ": " + finding.message(),
                        facts);
            }
        }
    }

    private static List<List<Finding>> kinds(List<Finding> findings) {
        Map<String, List<Finding>> kinds = worstFirst(findings).stream()
                .collect(Collectors.groupingBy(Finding::id, LinkedHashMap::new, Collectors.toList()));
        return List.copyOf(kinds.values());
    }

    private static void remedy(List<Fact> facts, Finding finding) {
        Paste paste = finding.paste();
        if (paste != null) {
            fact(facts, "remedy", "in " + paste.at() + ": " + paste.sql() + ";");
        }
        fact(facts, paste == null ? "remedy" : "or", finding.remedy());
    }

    /** What the plan says to it, or may say. */
    private static String standing(Finding finding) {
        String because = finding.acknowledged();
        switch (finding.severity()) {
            case BLOCK:
                return because == null
                        ? ""
                        : "acknowledges it, but what blocks cannot be acknowledged: it must be mended";
            case HAZARD:
                return because == null
                        ? "may acknowledge it: {finding: " + finding.id() + ", because: …}"
                        : "acknowledges it, because " + because;
            default:
                return "";
        }
    }

    private static String word(Finding finding) {
        return known(finding) ? "ACKNOWLEDGED" : finding.severity().name();
    }

    private static void fact(List<Fact> facts, String name, String text) {
        if (!text.isBlank()) {
            facts.add(new Fact(name, text));
        }
    }

    private static Tone tone(Finding finding) {
        switch (finding.severity()) {
            case BLOCK:
                return Tone.BAD;
            case HAZARD:
                return known(finding) ? Tone.GOOD : Tone.CAUTION;
            default:
                return Tone.PLAIN;
        }
    }
}
