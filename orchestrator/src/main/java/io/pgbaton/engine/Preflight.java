package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.steps.Catalogue;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Everything that the checks find, and every question of theirs that is answered no. */
final class Preflight {
    private Preflight() {}

    static List<Finding> findings(
            Plan plan, Servers servers, Traffic traffic, LiveProbe live, Hooks hooks, List<String> databases) {
        Facts facts = new LiveFacts(plan, databases, 0, servers);
        List<Finding> findings = new ArrayList<>();
        for (Step step : Workflow.steps(Phase.PLANNED)) {
            findings.addAll(Catalogue.findings(step.work(facts), servers::ask));
        }
        findings.addAll(traffic.check());
        findings.addAll(bystanders(plan, live, hooks));
        findings.addAll(passers(servers, traffic, databases));
        return Checker.reviewed(findings, plan);
    }

    /** What keeps the live probe from being a client like any other and hooks from being asked, and what they cost. */
    static List<Finding> bystanders(Plan plan, LiveProbe probe, Hooks hooks) {
        List<Finding> findings = new ArrayList<>();
        for (LiveProbe.Obstacle obstacle : probe.obstacles()) {
            findings.add(new Finding(PlanChecks.LIVE_PROBE, "live probe", obstacle.message(), obstacle.remedy()));
        }
        findings.addAll(hooks.check());
        findings.addAll(HookRules.findings(plan));
        return findings;
    }

    /** Who cannot be asked has been found by the checks before. */
    private static List<Finding> passers(Servers servers, Traffic traffic, List<String> databases) {
        try {
            return Passers.at(Server.SOURCE, databases, servers, traffic).findings();
        } catch (Traffic.TrafficException | PostgresException e) {
            return List.of();
        }
    }
}
