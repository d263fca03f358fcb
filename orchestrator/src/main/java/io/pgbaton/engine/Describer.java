package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.DryRun.TableText;
import io.pgbaton.postgres.Lock;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SnapshotHolder;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Snapshot;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes work down for people. It prints the very values that a run would send. */
final class Describer implements Move.Visitor<List<MoveText>> {
    private final Traffic traffic;

    Describer(Traffic traffic) {
        this.traffic = traffic;
    }

    /** One step's work as text. */
    StepText step(String name, Work work, String takes) {
        List<MoveText> moves = new ArrayList<>();
        for (Move move : work.moves()) {
            moves.addAll(move.accept(this));
        }
        return new StepText(
                name,
                work.intent(),
                takes,
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
                locks(change.sql().shown()),
                undo,
                change.holds().sentence()));
    }

    /** Of tables that were there before: nobody waits for one that the same change makes. */
    private static List<String> locks(List<String> statements) {
        List<String> made = statements.stream()
                .flatMap(statement -> Lock.made(statement).stream())
                .toList();
        return statements.stream()
                .flatMap(statement -> Lock.of(statement).stream())
                .filter(lock -> !made.contains(lock.on()))
                .map(Lock::toString)
                .distinct()
                .toList();
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
        return List.of(new MoveText("traffic", route.key(), null, lines, List.of(), undo, null));
    }

    @Override
    public List<MoveText> snapshot(Snapshot snapshot) {
        List<String> lines = new ArrayList<>(SnapshotHolder.STATEMENTS);
        lines.add("-- for at most " + text(snapshot.limit()) + ", else it goes on without");
        return List.of(new MoveText(
                "snapshot",
                snapshot.key(),
                snapshot.at().toString(),
                lines,
                List.of(),
                List.of("needless: it ends with the session that holds it"),
                null));
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
