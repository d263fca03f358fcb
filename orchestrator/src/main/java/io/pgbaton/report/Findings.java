package io.pgbaton.report;

import io.pgbaton.plan.Plan;
import io.pgbaton.report.Block.Fact;
import io.pgbaton.step.Finding;
import java.util.ArrayList;
import java.util.List;

/** How a finding is written down in papers. */
final class Findings {
    private Findings() {}

    static void add(Document.Builder page, Finding finding, Plan plan) {
        List<Fact> facts = new ArrayList<>();
        if (!finding.remedy().isBlank()) {
            facts.add(new Fact("remedy", finding.remedy()));
        }
        boolean allowed = finding.hazard() != null && plan.allow().contains(finding.hazard());
        if (allowed) {
            facts.add(new Fact("accepted", "by the plan, as " + finding.hazard()));
        }
        page.notice(
                tone(finding, allowed),
                allowed ? "ACCEPTED" : finding.severity().name(),
                finding.id() + " " + finding.subject() + ": " + finding.message(),
                facts);
    }

    private static Tone tone(Finding finding, boolean allowed) {
        switch (finding.severity()) {
            case BLOCK:
                return Tone.BAD;
            case HAZARD:
                return allowed ? Tone.GOOD : Tone.CAUTION;
            default:
                return Tone.PLAIN;
        }
    }
}
