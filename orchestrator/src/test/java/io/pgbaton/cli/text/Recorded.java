package io.pgbaton.cli.text;

import io.pgbaton.engine.AtSwitch;
import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.Status;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check.Topic;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Paste;
import io.pgbaton.upgrade.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Values as the engine gives them, written down once. */
final class Recorded {
    static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

    private Recorded() {}

    static Plan plan() {
        return PlanFile.parse("""
                name: orders
                source:
                  host: old.example
                  user: postgres
                target:
                  host: new.example
                  user: postgres
                databases: [orders, billing]
                traffic:
                  kind: fence
                acknowledge:
                  - {finding: PF-T04, because: the cache fills itself}
                  - {finding: PF-S01, because: it was always so}
                """, "orders.yaml").plan();
    }

    static List<Finding> findings() {
        return List.of(
                new Finding(Topic.OTHERS.info("PF-X01", "", ""), "source", "the server has been up for 412 days"),
                new Finding(
                                Topic.SERVERS.block("PF-S01", "wal_level is not logical", "Nothing can be decoded."),
                                "source wal_level",
                                "it is replica, so that nothing can be decoded\nfrom its WAL",
                                "restart the server then",
                                new Paste(
                                        new Place(Server.SOURCE, "postgres"),
                                        "ALTER SYSTEM SET wal_level = logical;\nSELECT 1"),
                                null)
                        .acknowledgedBecause("it was always so"),
                unlogged("cache").acknowledgedBecause("the cache fills itself"),
                unlogged("sessions").acknowledgedBecause("the cache fills itself"),
                new Finding(
                        Topic.OTHERS.hazard("PF-L01", "", ""),
                        "database billing",
                        "12 large objects stay behind",
                        "move them"),
                new Finding(
                        Topic.RIGHTS.block("PF-C04", "A right that is missing", "Nothing can be copied without it."),
                        "source/orders schema shop",
                        "copier may not read it",
                        "",
                        new Paste(
                                new Place(Server.SOURCE, "orders"),
                                "GRANT SELECT ON ALL TABLES IN SCHEMA shop TO copier"),
                        null));
    }

    private static Finding unlogged(String table) {
        return new Finding(
                Topic.TABLES
                        .hazard("PF-T04", "An unlogged table", "Its rows are not replicated.")
                        .itself("does nothing about it"),
                "table shop." + table,
                "it is unlogged",
                "make it logged");
    }

    static DryRun dryRun() {
        List<String> long_ = new ArrayList<>();
        for (int i = 1; i <= 15; i++) {
            long_.add("CREATE TABLE t" + i + " (id int PRIMARY KEY)");
        }
        return new DryRun(
                "orders",
                "0123456789abcdef",
                "fedcba9876543210",
                false,
                new DryRun.ServerText("old.example:5432", "15.18", "7301234567890123456"),
                new DryRun.ServerText("new.example:5432", "18.6", "7309999999999999999"),
                List.of("orders", "billing"),
                new DryRun.Volume(12, 3_400_000, 1L << 30, 300L << 20),
                findings(),
                true,
                List.of(
                        new Part(
                                "REPLICATING",
                                "Replicate: clients notice nothing",
                                "any step that fails: the upgrade then waits for resume or abandon",
                                List.of(
                                        new StepText(
                                                "copy-schema",
                                                "Load the schema of the source",
                                                "seconds; a lock is waited for 5s at most (limits.lockTimeout)",
                                                List.of("target/orders has no tables"),
                                                List.of(new MoveText(
                                                        "change",
                                                        "load the schema of orders",
                                                        "target/orders",
                                                        long_,
                                                        List.of("SHARE on shop.orders"),
                                                        List.of("DROP SCHEMA shop CASCADE"),
                                                        "the schema is loaded")),
                                                List.of("both servers have the same tables"),
                                                List.of()),
                                        new StepText(
                                                "await-initial-copy",
                                                "Wait for the initial copy of every table",
                                                "about 25s: 1.0 GiB of rows at 40.0 MiB a second (copy.rate)",
                                                List.of(),
                                                List.of(new MoveText(
                                                        "wait",
                                                        "initial copy of orders",
                                                        null,
                                                        List.of("at most 24h"),
                                                        List.of(),
                                                        List.of(),
                                                        "every table is copied")),
                                                List.of(),
                                                List.of()))),
                        new Part(
                                "SWITCHING_OVER",
                                "Switch over: undone by itself if anything fails",
                                "any step that fails: then it is undone",
                                List.of(
                                        new StepText(
                                                "pause-traffic",
                                                "Hold clients back",
                                                "part of the pause",
                                                List.of(),
                                                List.of(),
                                                List.of(),
                                                List.of()),
                                        new StepText(
                                                "reroute-traffic",
                                                "Point the traffic at the target",
                                                "part of the pause",
                                                List.of(),
                                                List.of(new MoveText(
                                                        "traffic",
                                                        "point the traffic at the target",
                                                        null,
                                                        List.of("console: RELOAD;"),
                                                        List.of(),
                                                        List.of("console: RELOAD;"),
                                                        null)),
                                                List.of(),
                                                List.of())))));
    }

    /** In the middle of the initial copy; billing's target could not be asked. */
    static Status copying() {
        return new Status(
                "orders",
                Phase.REPLICATING,
                null,
                "await-initial-copy",
                List.of("pause", "abandon"),
                List.of(
                        new Status.Database("orders", 12L, 7L, 300L << 20, 1L << 30, null, 3L, 2048L, null),
                        new Status.Database("billing", 3L, null, null, null, null, null, null, null)),
                List.of(),
                null,
                null,
                null,
                null,
                "host:42",
                true,
                "/plans/orders.yaml",
                AT,
                null);
    }

    /** While indexes are built, so many bytes of them until now. */
    static Status building(long bytes) {
        return new Status(
                "orders",
                Phase.REPLICATING,
                null,
                "build-indexes",
                List.of("pause", "abandon"),
                List.of(new Status.Database(
                        "orders",
                        12L,
                        12L,
                        1L << 30,
                        1L << 30,
                        new Status.Indexes(
                                bytes, 1L << 30, List.of("orders_by_day 37 % (building index: scanning table)")),
                        1L,
                        2048L,
                        null)),
                List.of(),
                null,
                null,
                null,
                null,
                "host:42",
                false,
                "/plans/orders.yaml",
                AT,
                null);
    }

    /** Stalled in the way back, behind one switch. */
    static Status stalled() {
        return new Status(
                "orders",
                Phase.STALLED,
                Phase.SWITCHING_BACK,
                "drain-replication",
                List.of("resume"),
                List.of(new Status.Database("orders", 12L, 12L, 1L << 30, 1L << 30, null, null, 0L, null)),
                List.of(),
                null,
                null,
                new Status.Switch(
                        87.25,
                        AT,
                        "over",
                        new AtSwitch(
                                AtSwitch.State.NOT_MADE,
                                "both servers were not compared as they were at the switch: it was ended on request")),
                "step drain-replication: the marker did not come\nin time",
                "host:42",
                false,
                "/plans/orders.yaml",
                AT,
                null);
    }

    /** A screen without colours, and what it printed. */
    static final class Paper {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Screen screen;

        Paper(boolean terminal, boolean colours, int width) {
            PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
            screen = new Screen(stream, stream, terminal, colours, width);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    static Screen plain() {
        return new Paper(false, true, 80).screen;
    }
}
