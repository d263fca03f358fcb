package io.pgbaton.engine;

import io.pgbaton.plan.Acknowledgement;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Probe;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import io.pgbaton.step.Work;
import io.pgbaton.steps.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells whether work may begin: what the facts say, and what must be true before. */
final class Checker {
    private Checker() {}

    /** The findings that keep the upgrade from starting: what blocks, and hazards that the plan does not acknowledge. */
    static List<Finding> inTheWay(List<Finding> findings, Plan plan) {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCK
                        || (finding.severity() == Finding.Severity.HAZARD
                                && plan.acknowledged(finding.id()).isEmpty()))
                .toList();
    }

    /** The findings with the plan's reasons, and after them what the plan acknowledges without need. */
    static List<Finding> reviewed(List<Finding> findings, Plan plan) {
        Set<String> found = findings.stream().map(Finding::id).collect(Collectors.toSet());
        List<Finding> all = new ArrayList<>();
        for (Finding finding : findings) {
            all.add(plan.acknowledged(finding.id())
                    .map(finding::acknowledgedBecause)
                    .orElse(finding));
        }
        for (Acknowledgement one : plan.acknowledge()) {
            if (!found.contains(one.finding())) {
                all.add(new Finding(
                        PlanChecks.NEEDLESS,
                        "plan acknowledge",
                        "the plan acknowledges " + one.finding()
                                + ", which was not found: take it out, or correct it"));
            }
        }
        return all;
    }

    /** Throws {@link StepFailed} for the first of the step's requirements that is not met. */
    static void require(Work work, Workplace place) {
        refuse(Catalogue.tried(work, place::ask), place);
        for (Probe probe : work.requires()) {
            if (probe instanceof Probe.Allows) {
                continue;
            }
            Answer answer = place.ask(probe);
            if (!answer.yes()) {
                throw new StepFailed(refusal(probe, answer));
            }
            refuse(Catalogue.differences(probe, answer), place);
        }
    }

    private static void refuse(List<Finding> findings, Workplace place) {
        List<Finding> blocking = inTheWay(findings, place.plan());
        if (!blocking.isEmpty()) {
            Finding first = blocking.get(0);
            throw new StepFailed(first.id() + " " + first.subject() + ": " + first.message() + advice(first));
        }
    }

    private static String advice(Finding finding) {
        Paste paste = finding.paste();
        String statement = paste == null ? "" : "; run in " + paste.at() + ": " + paste.sql();
        return statement + (finding.remedy().isEmpty() ? "" : (paste == null ? "; " : "; or ") + finding.remedy());
    }

    static String refusal(Probe probe, Answer answer) {
        return "it is not so that " + probe.sentence() + (answer.found().isBlank() ? "" : " (" + answer.found() + ")")
                + (probe.remedy() == null ? "" : "; " + probe.remedy());
    }
}
