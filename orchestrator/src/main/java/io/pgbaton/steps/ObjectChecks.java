package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.OBJECTS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about what is in the way, or would be left behind. */
final class ObjectChecks {
    static final Check TAKEN = OBJECTS.block(
                    "PF-O01",
                    "A name that is taken",
                    "What bears the name that this upgrade would use is not ours, and is neither used nor dropped.")
            .mend("drop it if it is left from an earlier upgrade, or give the plan another name");
    static final Check SUBSCRIBER = OBJECTS.hazard(
                    "PF-O01-subscriber",
                    "The source gets rows from elsewhere",
                    "Its subscription does not move, and goes on writing on the old server after the switchover.")
            .mend("take it from its slot before the switchover, and make it anew on the target, on the same slot");
    static final Check CONSUMER = OBJECTS.info(
                    "PF-O02",
                    "Somebody reads a slot of the source",
                    "Positions of the source mean nothing on the target: the reader cannot follow by itself.")
            .mend("drain it while writes are stopped, and give it a new slot on the target before they are open");
    static final Check PREPARED = OBJECTS.block(
                    "PF-O03",
                    "A prepared transaction",
                    "No slot can be created while it is open, and what it did would be lost at the switchover.")
            .mend("COMMIT PREPARED … or ROLLBACK PREPARED …");
    static final Check LONG_TRANSACTION = OBJECTS.hazard(
                    "PF-O04", "A transaction that is open for long", "No slot can be created before it ends.")
            .mend("let it end, or SELECT pg_terminate_backend(…)");
    static final Check IDLE_SLOT = OBJECTS.info(
                    "PF-O05",
                    "A slot that nobody reads",
                    "It keeps WAL and old rows of the catalogs from being removed, and the disk may fill up during the upgrade.")
            .mend("SELECT pg_drop_replication_slot(…)");
    static final Check FOREIGN_SERVER =
            OBJECTS.info("PF-R20", "A foreign server", "Its definition moves; the target's host must reach it too.");
    static final Check LARGE_OBJECTS = OBJECTS.hazard(
                    "PF-R21", "Large objects", "They are never replicated and stay behind.")
            .mend("largeObjects: copy, or move them into bytea columns")
            .itself("copies them with largeObjects: copy");
    static final Check TABLESPACE = OBJECTS.info(
            "PF-Y16",
            "Something in a tablespace",
            "It comes to the default tablespace of the target, whose disk must have room for it.");
    static final Check DUMP = OBJECTS.block(
                    "B-01", "The schema cannot be dumped", "Without its schema nothing can be copied to the target.")
            .mend("install pg_dump of the target's version, or grant what it says is missing");
    static final Check GUARD = OBJECTS.block(
                    "PF-O07-guard",
                    "A guard of the schema that cannot be made",
                    "Event triggers refuse or record DDL on the source, and only a superuser may make them.")
            .mend("let pgbaton log in as a superuser there, or ddlGuard: off")
            .itself("guards the source's schema with ddlGuard: refuse or record");

    static final List<Check> ALL = List.of(
            TAKEN,
            SUBSCRIBER,
            CONSUMER,
            PREPARED,
            LONG_TRANSACTION,
            IDLE_SLOT,
            FOREIGN_SERVER,
            LARGE_OBJECTS,
            TABLESPACE,
            DUMP,
            GUARD);

    private ObjectChecks() {}
}
