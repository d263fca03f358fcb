package io.pgbaton.steps;

import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.Map;

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
        return check.work();
    }

    /** Tables that one subscription copies at the same time; only a superuser can have the server change it (PF-T02). */
    private static int copyWorkers(Facts facts, Preflight check) {
        return check.superuser(Server.TARGET)
                ? facts.plan().copy().workers()
                : Integer.parseInt(check.settings(Server.TARGET, SYNC_WORKERS).getOrDefault(SYNC_WORKERS, "2"));
    }

    /** A slot and a sender per stream, as many again per table that is being copied; later a slot per stream for the audit. */
    private static void publisher(Room room, int slots, int senders) {
        String reverse = room.server == Server.TARGET ? "PF-T06" : "";
        room.need(reverse.isEmpty() ? "PF-S02" : reverse, SLOTS, "replication slots", "slots", slots);
        room.need(reverse.isEmpty() ? "PF-S03" : reverse, SENDERS, "WAL senders", "senders", senders);
    }

    private static void subscriber(Room room, int streams, int workers) {
        boolean reverse = room.server == Server.SOURCE;
        room.need(
                reverse ? "PF-T06" : "PF-T01",
                REPLICATION_WORKERS,
                "logical replication workers",
                "replication_workers",
                workers);
        room.need(reverse ? "PF-T06" : "PF-T04", WORKERS, "worker processes", "workers", workers);
        int origins = room.check.version(room.server).atLeast(COPIES_HAVE_ORIGINS) ? workers : streams;
        room.need(
                reverse ? "PF-T06" : "PF-T05",
                room.limits.containsKey(ORIGINS) ? ORIGINS : SLOTS,
                "replication origins",
                "origins",
                origins);
    }

    /** The plan's copy workers are what one would like to have: with fewer the copy takes longer (PF-T01). */
    private static void slowly(Room room, int wanted) {
        long free = room.free(REPLICATION_WORKERS, "replication_workers");
        if (free < wanted) {
            room.check.info(
                    "PF-T01",
                    "target " + REPLICATION_WORKERS,
                    free + " logical replication workers are free and the plan's copy.workers would use " + wanted
                            + ": fewer tables are copied at the same time");
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

        void need(String id, String setting, String what, String column, int needed) {
            long limit = Long.parseLong(limits.getOrDefault(setting, "0"));
            long free = free(setting, column);
            if (free < needed) {
                long wanted = limit + needed - free;
                check.block(
                        id,
                        server.word() + " " + setting,
                        free + " of " + limit + " " + what + " are free and " + needed + " are needed"
                                + ": replication would wait for one for ever",
                        "run ALTER SYSTEM SET " + setting + " = " + wanted + " on the " + server.word()
                                + " and restart it"
                                + (setting.equals(SLOTS) || setting.equals(SENDERS)
                                        ? ""
                                        : "; fewer copy.workers need fewer"));
            }
        }
    }
}
