package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.CAPACITY;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about what servers have only so much of. */
final class CapacityChecks {
    static final Check SLOTS = CAPACITY.block(
                    "PF-S02", "Too few free replication slots", "Replication would wait for one for ever.")
            .mend("ALTER SYSTEM SET max_replication_slots = …, then restart");
    static final Check SENDERS = CAPACITY.block(
                    "PF-S03",
                    "Too few free WAL senders",
                    "The target could not connect, or a standby would be pushed out.")
            .mend("ALTER SYSTEM SET max_wal_senders = …, then restart");
    static final Check WORKERS = CAPACITY.block(
                    "PF-T01",
                    "Too few free logical replication workers",
                    "The copy would not begin, and nobody would say why.")
            .mend("ALTER SYSTEM SET max_logical_replication_workers = …, then restart");
    static final Check FEWER_WORKERS = CAPACITY.info(
                    "PF-T02",
                    "Fewer workers than the plan would use",
                    "Fewer tables are copied at the same time, so that the copy takes longer.")
            .mend("ALTER SYSTEM SET max_logical_replication_workers = …, then restart");
    static final Check PROCESSES = CAPACITY.block(
                    "PF-T04", "Too few free worker processes", "Workers would not start, and nobody would say why.")
            .mend("ALTER SYSTEM SET max_worker_processes = …, then restart");
    static final Check ORIGINS = CAPACITY.block(
                    "PF-T05",
                    "Too few free replication origins",
                    "The copy would stop with \"could not find free replication state\".")
            .mend(
                    "ALTER SYSTEM SET max_active_replication_origins = … (max_replication_slots before 18), then restart");
    static final Check REVERSE = CAPACITY.block(
                    "PF-T06",
                    "No room for the way back",
                    "After the switchover the old server could not follow, and there would be no way back.")
            .mend("ALTER SYSTEM SET …, then restart, or reverse.enabled: false");
    static final Check LOCKS = CAPACITY.hazard(
                    "PF-T14",
                    "Fewer locks than there are tables and indexes",
                    "The schema is dumped and loaded in one transaction, which locks everything in it: it may fail with \"out of"
                            + " shared memory\".")
            .mend("ALTER SYSTEM SET max_locks_per_transaction = …, then restart");

    static final List<Check> ALL = List.of(SLOTS, SENDERS, WORKERS, FEWER_WORKERS, PROCESSES, ORIGINS, REVERSE, LOCKS);

    private CapacityChecks() {}
}
