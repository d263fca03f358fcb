package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.ServerText;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.DryRun.Volume;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that is still to be done, seen from the facts of now: for people as a dry run, for approvals as a sheet. Made
 * by reading alone.
 */
record Survey(DryRun dryRun, Sheet sheet) {
    /**
     * @param more findings of those who are neither servers nor traffic
     * @param stage where the upgrade stands
     * @param rates what was measured before: for times alone, which no approval covers
     */
    static Survey of(
            Plan plan,
            Servers servers,
            Traffic traffic,
            List<Finding> more,
            List<String> databases,
            Stage stage,
            Rates rates) {
        List<Finding> all = new ArrayList<>(stage.working().untouched() ? traffic.check() : List.of());
        all.addAll(more);
        return of(new LiveFacts(plan, databases, 0, servers), traffic, all, stage, rates);
    }

    /**
     * The same from facts that are at hand.
     *
     * @param more findings of those who are not servers
     */
    static Survey of(Facts facts, Traffic traffic, List<Finding> more, Stage stage, Rates rates) {
        Plan plan = facts.plan();
        List<String> databases = facts.databases();
        boolean begun = !stage.working().untouched();
        List<Finding> findings = begun ? List.of() : Checker.reviewed(findings(facts, more), plan);
        Volume volume = volume(facts);
        Set<String> figured = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        for (Phase phase : ahead(stage.working(), plan)) {
            parts.add(part(phase, facts, new Describer(traffic), new Expected(plan, volume, rates), figured));
        }
        ServerText source = text(facts, Server.SOURCE);
        ServerText target = text(facts, Server.TARGET);
        Sheet.Builder sheet =
                new Sheet.Builder().plan(plan).server("source", source).server("target", target);
        String marker = new Marker(plan.name()).schema();
        for (String database : databases) {
            sheet.schema(database, facts.at(new Place(Server.SOURCE, database)).schema(), marker);
        }
        findings.forEach(sheet::finding);
        parts.forEach(part -> sheet.work(part, figured));
        Sheet built = sheet.build();
        DryRun dryRun = new DryRun(
                plan.name(),
                built.digest(),
                PlanDigest.of(plan),
                begun,
                source,
                target,
                databases,
                volume,
                findings,
                !Checker.inTheWay(findings, plan).isEmpty(),
                parts);
        return new Survey(dryRun, built);
    }

    /** What is different from what was approved, of all that is still ahead; empty if nothing is. */
    List<String> differences(Sheet approved) {
        Set<String> phases = new HashSet<>();
        dryRun.parts().forEach(part -> phases.add(part.phase()));
        return sheet.differences(approved, phases, !dryRun.begun());
    }

    private static List<Finding> findings(Facts facts, List<Finding> more) {
        List<Finding> findings = new ArrayList<>();
        for (Step step : Workflow.steps(Phase.PLANNED)) {
            findings.addAll(step.work(facts).findings());
        }
        findings.addAll(more);
        return findings;
    }

    /** The phases with steps that have not been gone through yet. */
    private static List<Phase> ahead(Phase working, Plan plan) {
        List<Phase> over = List.of(Phase.SWITCHING_OVER, Phase.HANDING_OVER);
        List<Phase> back = plan.reverse().enabled() ? List.of(Phase.SWITCHING_BACK, Phase.HANDING_BACK) : List.of();
        List<Phase> phases = new ArrayList<>();
        if (working.untouched() || working == Phase.REPLICATING) {
            phases.add(Phase.REPLICATING);
        }
        if (!phases.isEmpty() || working == Phase.IN_SYNC || working == Phase.SWITCHED_BACK || over.contains(working)) {
            phases.addAll(over);
        }
        if (!phases.isEmpty() || working == Phase.SWITCHED_OVER || back.contains(working)) {
            phases.addAll(back);
        }
        return phases;
    }

    private static Part part(Phase phase, Facts facts, Describer describer, Expected expected, Set<String> figured) {
        List<StepText> steps = new ArrayList<>();
        for (Step step : Workflow.steps(phase)) {
            Work work = step.work(facts);
            steps.add(describer.step(step.name(), work, expected.of(phase, step, work)));
            if (step.carriesFigures()) {
                figured.add(step.name());
            }
        }
        return new Part(phase.name(), title(phase), aborts(phase), steps);
    }

    private static String title(Phase phase) {
        switch (phase) {
            case REPLICATING:
                return "Replicate: clients notice nothing";
            case SWITCHING_OVER:
                return "Switch over: undone by itself if anything fails";
            case HANDING_OVER:
                return "Hand over: behind the point of no return";
            case SWITCHING_BACK:
                return "Switch back, if it is wanted";
            default:
                return "Hand back";
        }
    }

    private static String aborts(Phase phase) {
        if (phase.switching()) {
            return "any requirement that is not met, any step that fails, a hook that says no, or clients held back for"
                    + " longer than the budget: then what the switch did is undone at once, clients go on where they were";
        }
        return phase.handing()
                ? "nothing: what fails is tried again until it is done, since rows may exist on the new side alone"
                : "any requirement that is not met or any step that fails: the upgrade then waits (STALLED) for resume or"
                        + " abandon, and clients notice nothing";
    }

    private static Volume volume(Facts facts) {
        long tables = 0;
        long rows = 0;
        long bytes = 0;
        long indexBytes = 0;
        for (String database : facts.databases()) {
            for (Row row : facts.at(new Place(Server.SOURCE, database)).ask("table-sizes")) {
                tables++;
                rows += row.text("kind").equals("p") ? 0 : row.number("rows");
                bytes += row.number("bytes");
                indexBytes += row.number("index_bytes");
            }
        }
        return new Volume(tables, rows, bytes, indexBytes);
    }

    private static ServerText text(Facts facts, Server server) {
        Row row = facts.server(server);
        return new ServerText(
                (server == Server.SOURCE ? facts.plan().source() : facts.plan().target())
                        .address()
                        .toString(),
                row.text("version"),
                row.text("system_identifier"));
    }
}
