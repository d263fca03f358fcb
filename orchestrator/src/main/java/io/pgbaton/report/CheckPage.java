package io.pgbaton.report;

import io.pgbaton.engine.GrantScript;
import io.pgbaton.plan.Plan;
import io.pgbaton.report.Block.Fact;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.List;
import java.util.stream.Collectors;

/** What a check looked at, what it found, worst first, and what comes of it. */
public final class CheckPage {
    private CheckPage() {}

    /** @param blocked whether a finding keeps the upgrade from starting */
    public static Document of(Plan plan, List<Finding> findings, boolean blocked) {
        Document.Builder page = Document.titled("Check of " + plan.name());
        page.facts(List.of(
                new Fact("source", plan.source().address().toString()),
                new Fact("target", plan.target().address().toString()),
                new Fact(
                        "databases",
                        plan.databases().all()
                                ? "all"
                                : String.join(", ", plan.databases().names())),
                new Fact(
                        "looked at",
                        Workflow.steps(Phase.PLANNED).stream()
                                        .map(step -> step.name().replace("check-", ""))
                                        .collect(Collectors.joining(", "))
                                + ", traffic, hooks")));
        found(page, findings);
        String grants = GrantScript.of(plan, findings);
        if (!grants.isEmpty()) {
            page.section("Every missing right, to paste into psql as a superuser")
                    .code("", grants.lines().toList());
        }
        return page.section("Verdict")
                .notice(
                        blocked ? Tone.BAD : Tone.GOOD,
                        blocked ? "BLOCKED" : "OK",
                        verdict(findings, blocked),
                        List.of())
                .build();
    }

    /** What a run met that it would not start with. */
    public static Document inTheWay(List<Finding> findings) {
        Document.Builder page = Document.titled("What the checks found");
        found(page, findings);
        return page.build();
    }

    private static void found(Document.Builder page, List<Finding> findings) {
        if (!findings.isEmpty()) {
            page.section("What was found");
            Findings.table(page, findings);
        }
        group(page, findings, Severity.BLOCK, "Must be mended before the upgrade can start");
        group(page, findings, Severity.HAZARD, "Hazards: mend them, or acknowledge them in the plan");
        group(page, findings, Severity.INFO, "Worth knowing");
    }

    private static void group(Document.Builder page, List<Finding> findings, Severity severity, String title) {
        List<Finding> group = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
        if (!group.isEmpty()) {
            page.section(title + " (" + group.size() + ")");
            Findings.add(page, group);
        }
    }

    /** What it comes to, in one line. */
    public static String verdict(List<Finding> findings, boolean blocked) {
        long blocks = count(findings, Severity.BLOCK, true) + count(findings, Severity.BLOCK, false);
        long hazards = count(findings, Severity.HAZARD, false);
        long known = count(findings, Severity.HAZARD, true);
        if (blocked) {
            String mend = blocks == 0 ? "" : blocks + " to mend";
            String weigh = hazards == 0 ? "" : hazards + " to mend or to acknowledge";
            return "the upgrade would not start: " + mend + (blocks > 0 && hazards > 0 ? ", " : "") + weigh
                    + "; nothing was changed";
        }
        return (known == 0 ? "nothing is in the way" : "nothing is in the way that the plan does not acknowledge")
                + "; nothing was changed";
    }

    private static long count(List<Finding> findings, Severity severity, boolean acknowledged) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity && (finding.acknowledged() != null) == acknowledged)
                .count();
    }

    /** A check for scripts. */
    public static Data data(Plan plan, List<Finding> findings, boolean blocked) {
        return new Data(
                plan.name(),
                blocked,
                verdict(findings, blocked),
                Findings.worstFirst(findings),
                GrantScript.of(plan, findings));
    }

    /**
     * The same as data.
     *
     * @param verdict the last line of the text
     * @param grants every missing right as a script for psql
     */
    public record Data(String name, boolean blocked, String verdict, List<Finding> findings, String grants) {}
}
