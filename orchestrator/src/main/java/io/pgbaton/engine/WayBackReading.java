package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Backlog;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.ChangedRow;
import io.pgbaton.postgres.ChangedRows;
import io.pgbaton.postgres.Decoding;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.steps.Leftovers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks both servers how the fenced one follows. It changes nothing: what it looks at stays in the slots. */
final class WayBackReading {
    /** A worker that fails does so at once; one that is older and alive applies. */
    private static final double YOUNG_SECONDS = 2;
    /** So many rows are told; the others are counted. */
    private static final int TOLD = 20;

    private final Plan plan;
    private final Servers servers;
    private final Instant now;
    private final List<String> obstacles = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> carried = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private final List<WayBack.Following> following = new ArrayList<>();

    private WayBackReading(Plan plan, Servers servers, Instant now) {
        this.plan = plan;
        this.servers = servers;
        this.now = now;
    }

    /**
     * @param publisher the server that has the traffic
     * @param noted what was noted of stray writes before, and is no longer in the audit slots
     */
    static WayBack read(
            Plan plan, Servers servers, List<String> databases, Server publisher, List<String> noted, Instant now) {
        WayBackReading reading = new WayBackReading(plan, servers, now);
        reading.strays.addAll(noted);
        if (!plan.reverse().enabled()) {
            reading.obstacles.add("the plan keeps no way back (reverse.enabled is false)");
        } else {
            for (String database : databases) {
                reading.look(new Stream(plan.name(), database, publisher));
            }
        }
        return new WayBack(
                reading.obstacles.isEmpty(),
                reading.obstacles,
                reading.lost,
                reading.carried,
                reading.warnings,
                reading.strays,
                reading.following);
    }

    private void look(Stream stream) {
        Row slot = null;
        Row worker = null;
        try {
            slot = one(
                    servers.catalog(stream.publisherPlace()),
                    "retained",
                    stream.slot().name());
            if (slot == null) {
                obstacles.add(
                        stream.publisherPlace() + ": the slot " + stream.slot().name() + " is gone");
            }
        } catch (PostgresException e) {
            obstacles.add(stream.publisherPlace() + " cannot be asked: " + e.getMessage());
        }
        try {
            worker = one(
                    servers.catalog(stream.subscriberPlace()),
                    "following",
                    stream.subscription().name());
            if (worker == null) {
                obstacles.add(stream.subscriberPlace() + ": the subscription "
                        + stream.subscription().name() + " is gone");
            }
        } catch (PostgresException e) {
            obstacles.add(stream.subscriberPlace() + " cannot be asked: " + e.getMessage());
        }
        @Nullable Double waits = null;
        if (slot != null && worker != null) {
            waits = judge(stream, slot, worker);
        }
        following.add(figures(stream, slot, worker, waits));
        leftOut(stream);
        watch(new AuditSlot(stream.turnedRound()));
    }

    /** What replication does not take along, whoever follows whom. */
    private void leftOut(Stream stream) {
        try {
            Leftovers leftovers = Leftovers.of(plan, servers.catalog(stream.publisherPlace()));
            leftovers.lost().forEach(what -> lost.add(stream.database() + ": " + what + "; nothing carries it"));
            leftovers.carried().forEach(what -> carried.add(stream.database() + ": " + what));
        } catch (PostgresException e) {
            warnings.add(
                    stream.publisherPlace() + ": what replication leaves out cannot be asked now: " + e.getMessage());
        }
    }

    private static @Nullable Row one(Catalog catalog, String question, String parameter) {
        List<Row> rows = catalog.ask(question, parameter);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** Returns for how many seconds the first transaction that is not taken has waited; null for none. */
    private @Nullable Double judge(Stream stream, Row slot, Row worker) {
        long retained = slot.number("retained");
        if (retained > plan.reverse().maxRetained().bytes()) {
            warnings.add(stream.publisherPlace() + " keeps " + megabytes(retained) + " of its log for the "
                    + stream.subscriber().word() + ", more than reverse.maxRetained ("
                    + plan.reverse().maxRetained() + ")");
        }
        if (slot.text("wal_status").equals("lost")) {
            obstacles.add(
                    stream.publisherPlace() + ": the slot " + stream.slot().name()
                            + " was given up by the server, which no longer has what the "
                            + stream.subscriber().word() + " lacks; only a new upgrade leads back");
            lost.add("everything in " + stream.database() + " since the "
                    + stream.subscriber().word() + " stopped following");
            return null;
        }
        boolean runs = worker.maybe("pid") != null && slot.flag("active");
        boolean young = runs
                && worker.maybe("seconds") != null
                && Double.parseDouble(worker.text("seconds")) < YOUNG_SECONDS
                && slot.number("lag") > 0;
        if (runs && !young) {
            return null;
        }
        if (!worker.flag("enabled")) {
            obstacles.add(stream.subscriberPlace() + ": the subscription "
                    + stream.subscription().name() + " is disabled");
        } else if (young) {
            obstacles.add(stream.subscriberPlace() + ": the apply worker has only just started; ask again in a moment");
            return null;
        } else {
            obstacles.add(stream.subscriberPlace() + ": the apply worker of "
                    + stream.subscription().name() + " does not run"
                    + (worker.number("errors") > 0 ? ", applying failed " + worker.number("errors") + " times" : "")
                    + "; its error is in the log of the " + stream.subscriber().word());
        }
        return backlog(stream, worker);
    }

    /** What waits in a slot that nobody reads. */
    private @Nullable Double backlog(Stream stream, Row worker) {
        List<ChangedRows> waiting;
        try {
            waiting = Decoding.of(servers.catalog(stream.publisherPlace()).query(new Backlog(stream).waiting()));
        } catch (PostgresException e) {
            warnings.add(stream.publisherPlace() + ": what waits cannot be read now: " + e.getMessage());
            return null;
        }
        if (waiting.isEmpty()) {
            return null;
        }
        ChangedRows first = waiting.get(0);
        int changes = waiting.stream().mapToInt(it -> it.rows().size()).sum();
        lost.add(stream.database() + ": " + (changes >= Backlog.LOOK ? "at least " : "") + waiting.size()
                + " transactions since " + first.committedAt() + " with " + tables(waiting));
        lost.add("the first of them, committed at " + first.lsn() + ": "
                + first.rows().stream().limit(TOLD).map(ChangedRow::toString).toList());
        obstacles.add("to go on: mend the row on the " + stream.publisher().word() + " so that the "
                + stream.subscriber().word()
                + " can take it, then let the latter pass over the transaction that it cannot: "
                + passOver(stream, worker, first));
        return Duration.between(first.committedAt(), now).toMillis() / 1000.0;
    }

    /** From 15 on a transaction can be skipped by its position; before, the origin is set behind it. */
    private String passOver(Stream stream, Row worker, ChangedRows first) {
        String alter =
                "ALTER SUBSCRIPTION " + Identifier.quote(stream.subscription().name());
        return "SET default_transaction_read_only = off; "
                + (worker.number("errors") >= 0
                        ? alter + " SKIP (lsn = '" + first.lsn() + "')"
                        : alter + " DISABLE; SELECT pg_replication_origin_advance('pg_" + worker.text("oid") + "', '"
                                + first.end() + "'); " + alter + " ENABLE");
    }

    private static String tables(List<ChangedRows> transactions) {
        Map<String, Long> counts = new TreeMap<>();
        for (ChangedRows transaction : transactions) {
            transaction.rows().forEach(row -> counts.merge(row.table(), 1L, Long::sum));
        }
        return counts.entrySet().stream()
                .map(it -> it.getValue() + (it.getValue() == 1 ? " change of " : " changes of ") + it.getKey())
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static WayBack.Following figures(
            Stream stream, @Nullable Row slot, @Nullable Row worker, @Nullable Double waits) {
        Optional<Row> kept = Optional.ofNullable(slot);
        Optional<Row> works = Optional.ofNullable(worker);
        return new WayBack.Following(
                stream.database(),
                kept.map(row -> row.number("lag")).orElse(null),
                waits != null
                        ? waits
                        : kept.map(row -> row.maybe("seconds"))
                                .map(Double::valueOf)
                                .orElse(null),
                works.map(row -> row.maybe("pid")).map(Long::valueOf).orElse(null),
                works.map(row -> row.number("errors"))
                        .filter(count -> count >= 0)
                        .orElse(null),
                kept.map(row -> row.number("retained")).orElse(null),
                kept.map(row -> row.maybe("keeps")).map(Long::valueOf).orElse(null));
    }

    /** What clients wrote on the fenced server since the audit slot was advanced. */
    private void watch(AuditSlot audit) {
        try {
            Catalog catalog = servers.catalog(audit.at());
            Row slot = one(catalog, "retained", audit.name());
            if (slot == null) {
                warnings.add(audit.at()
                        + ": the audit slot is gone, so that nobody sees who writes there in spite of the fence");
                return;
            }
            if (slot.number("retained") > plan.reverse().maxRetained().bytes()) {
                warnings.add(audit.at() + " keeps " + megabytes(slot.number("retained"))
                        + " of its log for the audit, more than reverse.maxRetained ("
                        + plan.reverse().maxRetained() + "); pgbaton watch " + plan.name() + " reads and releases it");
            }
            List<Row> messages = catalog.query(audit.strays(Backlog.LOOK));
            Decoding.of(messages).stream()
                    .map(transaction -> told(audit, transaction))
                    .filter(told -> !strays.contains(told))
                    .forEach(strays::add);
            if (Watch.cutShort(messages)) {
                warnings.add(audit.at() + ": only the first " + Backlog.LOOK
                        + " changes were looked at for stray writes; pgbaton watch " + plan.name() + " reads them all");
            }
        } catch (PostgresException e) {
            warnings.add(audit.at() + ": whether anybody wrote there cannot be asked now: " + e.getMessage());
        }
    }

    /** One stray transaction, as a line. */
    static String told(AuditSlot audit, ChangedRows transaction) {
        int more = transaction.rows().size() - TOLD;
        return audit.at() + ", transaction " + transaction.xid() + " at " + transaction.lsn() + " ("
                + transaction.committedAt() + "): "
                + transaction.rows().stream()
                        .limit(TOLD)
                        .map(ChangedRow::toString)
                        .toList()
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String megabytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }
}
