package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Everything that the checks find, and every question of theirs that is answered no. */
final class Preflight {
    private Preflight() {}

    static List<Finding> findings(Plan plan, Servers servers, Traffic traffic, LiveProbe live, List<String> databases) {
        Facts facts = new LiveFacts(plan, databases, 0, servers);
        List<Finding> findings = new ArrayList<>();
        for (Step step : Workflow.steps(Phase.PLANNED)) {
            Work work = step.work(facts);
            findings.addAll(work.findings());
            for (Probe probe : work.requires()) {
                Answer answer = servers.ask(probe);
                if (!answer.yes()) {
                    findings.add(Finding.block(
                            step.name(),
                            probe.sentence(),
                            "it is not so" + (answer.found().isBlank() ? "" : ": " + answer.found()),
                            Objects.requireNonNullElse(probe.remedy(), "")));
                }
            }
        }
        findings.addAll(traffic.check());
        findings.addAll(of(live));
        return findings;
    }

    /** What keeps the live probe from being a client like any other. */
    static List<Finding> of(LiveProbe probe) {
        return probe.obstacles().stream()
                .map(obstacle -> Finding.block("TR-30", "live probe", obstacle.message(), obstacle.remedy()))
                .toList();
    }
}
