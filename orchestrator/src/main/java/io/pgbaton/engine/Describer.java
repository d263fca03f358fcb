package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.DryRun.TableText;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes work down for people. It prints the very values that a run would send. */
final class Describer implements Move.Visitor<List<MoveText>> {
    private final Traffic traffic;

    Describer(Traffic traffic) {
        this.traffic = traffic;
    }

    /** @param more findings of those who are neither servers nor traffic */
    static DryRun describe(
            Plan plan, Servers servers, Traffic traffic, List<Finding> more, List<String> databases, Instant at) {
        Facts facts = new LiveFacts(plan, databases, 0, servers);
        Describer describer = new Describer(traffic);
        List<Finding> findings = new ArrayList<>();
        for (Step step : Workflow.steps(Phase.PLANNED)) {
            findings.addAll(step.work(facts).findings());
        }
        findings.addAll(traffic.check());
        findings.addAll(more);
        List<Part> parts = new ArrayList<>();
        parts.add(describer.part(Phase.REPLICATING, "Replicate: clients notice nothing", facts));
        parts.add(describer.part(Phase.SWITCHING_OVER, "Switch over: undone by itself if anything fails", facts));
        parts.add(describer.part(Phase.HANDING_OVER, "Hand over: behind the point of no return", facts));
        if (plan.reverse().enabled()) {
            parts.add(describer.part(Phase.SWITCHING_BACK, "Switch back, if it is wanted", facts));
            parts.add(describer.part(Phase.HANDING_BACK, "Hand back", facts));
        }
        return new DryRun(
                plan.name(),
                PlanDigest.of(plan),
                at,
                text(servers, plan, Server.SOURCE),
                text(servers, plan, Server.TARGET),
                databases,
                Checker.reviewed(findings, plan),
                !Checker.inTheWay(findings, plan).isEmpty(),
                parts);
    }

    private static String text(Servers servers, Plan plan, Server server) {
        Row row = servers.catalog(servers.clusterPlace(server)).one("server");
        return (server == Server.SOURCE ? plan.source() : plan.target()).address() + ", PostgreSQL "
                + row.text("version") + ", system identifier " + row.text("system_identifier");
    }

    private Part part(Phase phase, String title, Facts facts) {
        List<StepText> steps = new ArrayList<>();
        for (Step step : Workflow.steps(phase)) {
            steps.add(step(step.name(), step.work(facts)));
        }
        return new Part(phase.name(), title, steps);
    }

    /** One step's work as text. */
    StepText step(String name, Work work) {
        List<MoveText> moves = new ArrayList<>();
        for (Move move : work.moves()) {
            moves.addAll(move.accept(this));
        }
        return new StepText(
                name,
                work.intent(),
                work.requires().stream().map(Probe::sentence).toList(),
                moves,
                work.proves().stream().map(Probe::sentence).toList(),
                work.tables().stream()
                        .map(table -> new TableText(table.title(), table.columns(), table.rows()))
                        .toList());
    }

    @Override
    public List<MoveText> change(Change change) {
        List<String> undo = change.undo() instanceof Undo.With
                ? ((Undo.With) change.undo()).sql().shown()
                : List.of(RecordedMove.reason(change.undo()));
        return List.of(new MoveText(
                "change",
                change.key(),
                change.at().toString(),
                change.sql().shown(),
                undo,
                change.holds().sentence()));
    }

    @Override
    public List<MoveText> await(Await await) {
        Await.Nudge nudge = await.nudge();
        List<String> lines = new ArrayList<>();
        lines.add("at most " + text(await.deadline())
                + (await.stableFor().isZero() ? "" : ", and it must stay so for " + text(await.stableFor())));
        return List.of(new MoveText(
                "wait",
                await.key(),
                nudge == null ? null : nudge.at().toString(),
                nudge == null ? lines : join(lines, nudge.sql().shown()),
                List.of(),
                await.until().sentence()));
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static String text(Duration duration) {
        return io.pgbaton.plan.DurationText.print(duration);
    }

    @Override
    public List<MoveText> route(Route route) {
        List<String> undo = route.undo() instanceof Route.With
                ? traffic.describe(((Route.With) route.undo()).order())
                : List.of(((Route.Needless) route.undo()).because());
        List<String> lines = new ArrayList<>(traffic.describe(route.order()));
        for (Await.Nudge nudge : route.hastening()) {
            nudge.sql().shown().forEach(sql -> lines.add("if it takes long, on " + nudge.at() + ": " + sql));
        }
        return List.of(new MoveText("traffic", route.key(), null, lines, undo, null));
    }

    @Override
    public List<MoveText> together(Together together) {
        List<MoveText> texts = new ArrayList<>();
        for (Move move : together.moves()) {
            texts.addAll(move.accept(this));
        }
        return texts;
    }
}
