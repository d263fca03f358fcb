package io.pgbaton.steps;

import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks at the free slots, senders and workers of both servers: all of them need a restart to be raised. */
public final class CheckCapacity implements Step {
    private static final String SLOTS = "max_replication_slots";
    private static final String SENDERS = "max_wal_senders";
    private static final String REPLICATION_WORKERS = "max_logical_replication_workers";
    private static final String SYNC_WORKERS = "max_sync_workers_per_subscription";
    private static final String WORKERS = "max_worker_processes";
    private static final String ORIGINS = "max_active_replication_origins";
    /** From this major on, tables that are being copied have an origin each. */
    private static final int COPIES_HAVE_ORIGINS = 14;

    @Override
    public String name() {
        return "check-capacity";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the free slots, senders and workers of both servers");
        int streams = facts.databases().size();
        // Every table that is copied waits for a worker of its own if need be; without a single one none ever starts.
        int least = 2 * streams;
        publisher(new Room(facts, check, Server.SOURCE), least, least);
        subscriber(new Room(facts, check, Server.TARGET), streams, least);
        slowly(new Room(facts, check, Server.TARGET), streams * (1 + copyWorkers(facts, check)));
        if (facts.plan().reverse().enabled()) {
            publisher(new Room(facts, check, Server.TARGET), 2 * streams, streams);
            subscriber(new Room(facts, check, Server.SOURCE), streams, streams);
        }
        locks(facts, check);
        return check.work();
    }

    /** What the stream of the way back takes at the moment of a switch, and the audit of whom it comes from. */
    static void turning(Facts facts, Preflight check, Server from) {
        Set<String> slots = new HashSet<>();
        for (Server server : Server.values()) {
            facts.cluster(server).ask("slots").forEach(row -> slots.add(server.word() + " " + row.text("name")));
        }
        // What an earlier try has left is ours already.
        int streams = (int) Streams.from(facts, from.other()).stream()
                .filter(stream -> !slots.contains(
                        from.other().word() + " " + stream.slot().name()))
                .count();
        int audits = (int) Streams.from(facts, from).stream()
                .filter(stream -> !slots.contains(from.word() + " " + new AuditSlot(stream).name()))
                .count();
        Room next = new Room(facts, check, from.other());
        next.need(CapacityChecks.REVERSE, SLOTS, "replication slots", "slots", streams);
        next.need(CapacityChecks.REVERSE, SENDERS, "WAL senders", "senders", streams);
        Room last = new Room(facts, check, from);
        last.need(CapacityChecks.REVERSE, SLOTS, "replication slots", "slots", audits);
        last.need(
                CapacityChecks.REVERSE,
                REPLICATION_WORKERS,
                "logical replication workers",
                "replication_workers",
                streams);
        last.need(CapacityChecks.REVERSE, WORKERS, "worker processes", "workers", streams);
    }

    /** Everything in a schema is locked at once, on the source by pg_dump and on the target when it is loaded (PF-T14). */
    private static void locks(Facts facts, Preflight check) {
        for (Place place : check.databases(Server.SOURCE)) {
            long relations = facts.at(place).one("lockable").number("relations");
            for (Server server : Server.values()) {
                Row room = facts.cluster(server).one("lock-room");
                if (relations > room.number("locks")) {
                    check.found(
                            CapacityChecks.LOCKS,
                            server.word() + " max_locks_per_transaction",
                            place + " has " + relations + " tables, indexes and sequences, and there is room for "
                                    + room.number("locks") + " locks",
                            check.cluster(server),
                            "ALTER SYSTEM SET max_locks_per_transaction = "
                                    + (room.number("per_transaction") * relations / Math.max(1, room.number("locks"))
                                            + 1),
                            "restart the server then");
                }
            }
        }
    }

    /** Tables that one subscription copies at the same time; only a superuser can have the server change it (PF-T02). */
    private static int copyWorkers(Facts facts, Preflight check) {
        return check.superuser(Server.TARGET)
                ? facts.plan().copy().workers()
                : Integer.parseInt(check.settings(Server.TARGET, SYNC_WORKERS).getOrDefault(SYNC_WORKERS, "2"));
    }

    /** A slot and a sender per stream, as many again per table that is being copied; later a slot per stream for the audit. */
    private static void publisher(Room room, int slots, int senders) {
        boolean reverse = room.server == Server.TARGET;
        room.need(reverse ? CapacityChecks.REVERSE : CapacityChecks.SLOTS, SLOTS, "replication slots", "slots", slots);
        room.need(
                reverse ? CapacityChecks.REVERSE : CapacityChecks.SENDERS, SENDERS, "WAL senders", "senders", senders);
    }

    private static void subscriber(Room room, int streams, int workers) {
        boolean reverse = room.server == Server.SOURCE;
        room.need(
                reverse ? CapacityChecks.REVERSE : CapacityChecks.WORKERS,
                REPLICATION_WORKERS,
                "logical replication workers",
                "replication_workers",
                workers);
        room.need(
                reverse ? CapacityChecks.REVERSE : CapacityChecks.PROCESSES,
                WORKERS,
                "worker processes",
                "workers",
                workers);
        int origins = room.check.version(room.server).atLeast(COPIES_HAVE_ORIGINS) ? workers : streams;
        room.need(
                reverse ? CapacityChecks.REVERSE : CapacityChecks.ORIGINS,
                room.limits.containsKey(ORIGINS) ? ORIGINS : SLOTS,
                "replication origins",
                "origins",
                origins);
    }

    /** The plan's copy workers are what one would like to have: with fewer the copy takes longer (PF-T01). */
    private static void slowly(Room room, int wanted) {
        long free = room.free(REPLICATION_WORKERS, "replication_workers");
        if (free < wanted) {
            room.check.found(
                    CapacityChecks.FEWER_WORKERS,
                    "target " + REPLICATION_WORKERS,
                    free + " logical replication workers are free and the plan's copy.workers would use " + wanted);
        }
    }

    /** How much room a server has. */
    private static final class Room {
        private final Preflight check;
        private final Server server;
        private final Row used;
        private final Map<String, String> limits;

        Room(Facts facts, Preflight check, Server server) {
            this.check = check;
            this.server = server;
            this.used = facts.cluster(server).one("capacity");
            this.limits = check.settings(server, SLOTS, SENDERS, REPLICATION_WORKERS, WORKERS, ORIGINS);
        }

        long free(String setting, String column) {
            return Math.max(0, Long.parseLong(limits.getOrDefault(setting, "0")) - used.number(column));
        }

        void need(Check kind, String setting, String what, String column, int needed) {
            long limit = Long.parseLong(limits.getOrDefault(setting, "0"));
            long free = free(setting, column);
            if (free < needed) {
                long wanted = limit + needed - free;
                check.found(
                        kind,
                        server.word() + " " + setting,
                        free + " of " + limit + " " + what + " are free and " + needed + " are needed",
                        check.cluster(server),
                        "ALTER SYSTEM SET " + setting + " = " + wanted,
                        "restart the server then"
                                + (setting.equals(SLOTS) || setting.equals(SENDERS)
                                        ? ""
                                        : "; fewer copy.workers need fewer"));
            }
        }
    }
}
