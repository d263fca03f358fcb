package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two papers of one change, from {@link ExampleFacts} and a history that is written down by hand. */
final class ExampleReports {
    private static final Instant BEGUN = Instant.parse("2026-03-01T21:00:00Z");
    private static final String WHO = "anna@ops:4711";
    private static final long OVER = 3;

    /** Milliseconds that steps took; the others took 35. */
    private static final Map<String, Double> TOOK = Map.ofEntries(
            Map.entry("copy-schema", 812.0),
            Map.entry("await-initial-copy", 92_417.0),
            Map.entry("build-indexes", 38_120.0),
            Map.entry("await-catch-up", 1_204.0),
            Map.entry("analyze-target", 6_318.0),
            Map.entry("await-quiet", 1_042.0),
            Map.entry("pause-traffic", 21.4),
            Map.entry("freeze-writes", 7.6),
            Map.entry("drain-replication", 7.0),
            Map.entry("advance-sequences", 3.2),
            Map.entry("carry-leftovers", 0.1),
            Map.entry("prove-silence", 1.8),
            Map.entry("hold-snapshots", 0.1),
            Map.entry("position-replication", 2.2),
            Map.entry("reroute-traffic", 4.7),
            Map.entry("open-writes", 4.4),
            Map.entry("resume-traffic", 2.4));

    /** A rehearsal told how fast rows are copied. */
    private static final Rates REHEARSED = new Rates(List.of(
            new Rates.Rate("orders-rehearsal", "await-initial-copy", Instant.parse("2026-02-11T09:30:00Z"), 37 << 20)));

    private final Plan plan;
    private final Traffic traffic;
    private final List<EventEntry> events = new ArrayList<>();
    private final List<MoveEntry> moves = new ArrayList<>();
    private Instant now = BEGUN;

    private ExampleReports(Plan plan, Traffic traffic) {
        this.plan = plan;
        this.traffic = traffic;
    }

    /** What is to be approved. */
    static DryRun dryRun(Plan plan, Traffic traffic) {
        return Survey.of(ExampleFacts.before(plan), traffic, List.of(), Stage.at(Phase.PLANNED), REHEARSED)
                .dryRun();
    }

    /** What is attached to the change afterwards. */
    static UpgradeReport report(Plan plan, Traffic traffic) {
        return new ExampleReports(plan, traffic).switchedOver();
    }

    private UpgradeReport switchedOver() {
        String digest = dryRun(plan, traffic).digest();
        tell("create", "from orders.yaml", "{}");
        tell("awaits-approval", "the upgrade waits for an approval of " + digest.substring(0, 12), "{}");
        pass(Duration.ofMinutes(52));
        tell(
                "approve",
                "approved by change board, CHG-1234: " + digest,
                Json.text(Map.of("by", "change board, CHG-1234", "digest", digest)));
        pass(Duration.ofMinutes(8));
        phase("check", "PLANNED → CHECKED");
        phase("replicate", "CHECKED → REPLICATING");
        steps(Phase.REPLICATING, ExampleFacts.before(plan), 2);
        phase("completed", "REPLICATING → IN_SYNC");
        pass(Duration.ofMinutes(3));
        compared();
        pass(Duration.ofMinutes(12));
        phase("switch-over", "IN_SYNC → SWITCHING_OVER");
        steps(Phase.SWITCHING_OVER, ExampleFacts.inSync(plan, OVER), OVER);
        phase("rerouted", "SWITCHING_OVER → HANDING_OVER");
        steps(Phase.HANDING_OVER, ExampleFacts.inSync(plan, OVER), OVER);
        phase("completed", "HANDING_OVER → SWITCHED_OVER");
        seen();
        Entry entry = new Entry(
                plan.name(),
                "orders.yaml",
                "",
                io.pgbaton.plan.PlanDigest.of(plan),
                List.of("orders"),
                Stage.at(Phase.SWITCHED_OVER),
                9,
                2,
                null,
                OVER,
                null,
                null,
                false,
                BEGUN,
                now);
        return ReportReading.of(entry, plan, events, moves, null);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void tell(String kind, String message, String detail) {
        events.add(new EventEntry(events.size() + 1, now, WHO, kind, message, detail));
    }

    private void phase(String signal, String change) {
        tell(signal, change, "{}");
        pass(Duration.ofMillis(12));
    }

    private void steps(Phase phase, ExampleFacts facts, long passage) {
        Instant held = now;
        for (List<Step> group : Workflow.groups(phase)) {
            Duration longest = Duration.ZERO;
            for (Step step : group) {
                if (Workflow.beginsFreeze(step)) {
                    held = now;
                    tell(UpgradeEvent.Kind.FREEZE_BEGAN.name(), "clients are held back", "{}");
                }
                Work work = step.work(facts);
                Duration took = Duration.ofNanos((long) (TOOK.getOrDefault(step.name(), 35.0) * 1e6));
                work.moves().forEach(move -> note(phase, step, move, passage));
                events.add(new EventEntry(
                        events.size() + 1,
                        now.plus(took),
                        WHO,
                        UpgradeEvent.Kind.STEP_DONE.name(),
                        step.name() + ": " + work.intent(),
                        Json.text(Map.of("millis", Millis.of(took.toNanos()), "tables", work.tables()))));
                longest = took.compareTo(longest) > 0 ? took : longest;
                if (Workflow.endsFreeze(step)) {
                    double millis = 52.6;
                    events.add(new EventEntry(
                            events.size() + 1,
                            now.plus(took),
                            WHO,
                            UpgradeEvent.Kind.FREEZE_ENDED.name(),
                            "clients go on after 52 ms",
                            Json.text(Map.of("pauseMillis", millis, "passage", passage, "direction", "over"))));
                }
            }
            pass(longest);
        }
    }

    private void note(Phase phase, Step step, Move move, long passage) {
        if (move instanceof Together together) {
            together.moves().forEach(one -> note(phase, step, one, passage));
        } else if (move instanceof Change change) {
            made(phase, step, change.key(), RecordedMove.of(change).json(), passage, null);
        } else if (move instanceof Route route) {
            made(phase, step, route.key(), RecordedMove.of(route).json(), passage, null);
        } else if (move instanceof Await await && FOUND.containsKey(await.key())) {
            tell(UpgradeEvent.Kind.NOTE.name(), step.name() + ", " + await.key() + ": " + FOUND.get(await.key()), "{}");
        }
    }

    /** What waits of the pause found: the evidence. */
    private static final Map<String, String> FOUND = Map.of(
            "nobody writes on orders", "0 older sessions, 0 writing, 0 prepared transactions",
            "the marker of orders arrives", "the marker reads drained 3",
            "schema of orders", "57 entries of catalogs, none is new",
            "silence of orders",
                    "marker 48211, no transaction but 1 of markers since horizon 48211, next 48212, WAL at 2/7A0001F8,"
                            + " confirmed by the subscriber up to 2/7A0001F8");

    private void made(Phase phase, Step step, String key, String work, long passage, @Nullable String found) {
        moves.add(new MoveEntry(
                moves.size() + 1, passage, phase, step.name(), key, work, MoveState.DONE, null, null, now, now, found));
    }

    private void compared() {
        tell(
                Comparison.COMPARED,
                "all 2 tables are the same on both servers: 4,711,249 rows compared",
                Json.text(Map.of(
                        "basis",
                        Comparison.Basis.LIVE,
                        "verdict",
                        Comparison.Verdict.SAME,
                        "tables",
                        List.of(table("public.country", 249), table("public.orders", 4_711_000)))));
    }

    private static Map<String, Object> table(String name, long rows) {
        return Map.of(
                "database",
                "orders",
                "table",
                name,
                "method",
                "canonical text",
                "rows",
                rows,
                "differing",
                0,
                "undecided",
                0,
                "problem",
                "");
    }

    private void seen() {
        long micros = now.toEpochMilli() * 1000;
        tell(
                UpgradeEvent.Kind.SEEN.name(),
                "no write was lost or doubled: 2,114 answers, 0 errors",
                Json.text(Map.of(
                        "stallMillis",
                        49.8,
                        "stallBeganMicros",
                        micros - 240_000,
                        "stallEndedMicros",
                        micros - 190_200,
                        "old",
                        Map.of(
                                "version",
                                "15.18",
                                "lastAnswerMicros",
                                micros - 240_000,
                                "p50Micros",
                                640,
                                "p99Micros",
                                2_410),
                        "new",
                        Map.of(
                                "version",
                                "18.4",
                                "firstAnswerMicros",
                                micros - 190_200,
                                "p50Micros",
                                590,
                                "p99Micros",
                                2_280))));
    }

    /** Who sends clients in the example: described, never asked. */
    static final class Pooler implements Traffic {
        @Override
        public List<String> describe(Route.Order order) {
            String console = "console pgbouncer.example.internal:6432: ";
            return order.accept(new Route.Orders<>() {
                @Override
                public List<String> pause() {
                    return List.of(console + "PAUSE orders;");
                }

                @Override
                public List<String> resume() {
                    return List.of(console + "RESUME orders;");
                }

                @Override
                public List<String> pointAt(Server server) {
                    String host = server == Server.SOURCE ? "old" : "new";
                    return List.of(
                            "/etc/pgbouncer/pgbouncer.ini: orders: host=" + host + "-db.example.internal port=5432",
                            console + "RELOAD;");
                }
            });
        }

        @Override
        public boolean holds(Route.Order order) {
            throw new IllegalStateException("an example asks nobody");
        }

        @Override
        public void apply(Route.Order order, Duration deadline, Runnable stillOurs) {
            throw new IllegalStateException("an example changes nothing");
        }

        @Override
        public List<Finding> check() {
            return List.of();
        }

        @Override
        public @Nullable Server pointsAt() {
            return Server.SOURCE;
        }
    }
}
