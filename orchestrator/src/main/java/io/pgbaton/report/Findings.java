package io.pgbaton.report;

import io.pgbaton.report.Block.Fact;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.step.Paste;
import java.util.ArrayList;
import java.util.List;

/** How a finding is written down in papers. */
final class Findings {
    private Findings() {}

    static void add(Document.Builder page, Finding finding) {
        List<Fact> facts = new ArrayList<>();
        fact(facts, "why", finding.why());
        Paste paste = finding.paste();
        if (paste != null) {
            fact(facts, "remedy", "in " + paste.at() + ": " + paste.sql() + ";");
        }
        fact(facts, paste == null ? "remedy" : "or", finding.remedy());
        fact(facts, "pgbaton", finding.itself());
        boolean known = finding.severity() == Severity.HAZARD && finding.acknowledged() != null;
        if (known) {
            fact(facts, "acknowledged", "by the plan, because " + finding.acknowledged());
        }
        String what = finding.what().isEmpty() ? "" : finding.what() + ". ";
        page.notice(
                tone(finding, known),
                known ? "ACKNOWLEDGED" : finding.severity().name(),
                finding.id() + " " + what + finding.subject() + ": " + finding.message(),
                facts);
    }

    private static void fact(List<Fact> facts, String name, String text) {
        if (!text.isBlank()) {
            facts.add(new Fact(name, text));
        }
    }

    private static Tone tone(Finding finding, boolean known) {
        switch (finding.severity()) {
            case BLOCK:
                return Tone.BAD;
            case HAZARD:
                return known ? Tone.GOOD : Tone.CAUTION;
            default:
                return Tone.PLAIN;
        }
    }
}
