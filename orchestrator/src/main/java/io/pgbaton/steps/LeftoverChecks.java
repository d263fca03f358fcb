package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.OBJECTS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about what neither the dump nor replication brings along. */
final class LeftoverChecks {
    private static final String BY_HAND = "Neither the dump nor replication brings it along.";

    private static final String ITS_OWN = "What is there already keeps what it has.";

    static final Check COPIED_ROWS = OBJECTS.info(
                    "PF-R18-copied",
                    "An unlogged table whose rows are carried",
                    "They are copied while clients wait: the more there are, the longer the pause.")
            .itself("carries them in the pause with unloggedTables: copy");
    static final Check EMPTY = OBJECTS.info(
                    "PF-R18-empty", "An unlogged table that will be empty", "The plan leaves its rows behind.")
            .itself("leaves them behind with unloggedTables: empty");
    static final Check COPIED_EXTENSION = OBJECTS.info(
                    "PF-E02-copied",
                    "Rows of yours in an extension's table that are carried",
                    "They are copied while clients wait: the more there are, the longer the pause.")
            .itself("carries them in the pause with extensionTables: copy");
    static final Check COPIED_OBJECTS = OBJECTS.info(
                    "PF-R21-copied",
                    "Large objects that are carried",
                    "Both servers read the pages of all of them once more while clients wait.")
            .itself("copies them before the pause, and changes since then in it, with largeObjects: copy");
    static final Check OBJECTS_THERE = OBJECTS.block(
                    "PF-T10-large-objects",
                    "Large objects on the target",
                    "Those that the source has not would be removed, and the others overwritten.")
            .mend("SELECT lo_unlink(oid) FROM pg_largeobject_metadata on the target");
    static final Check CARRIER = OBJECTS.block(
                    "PF-C07-carry",
                    "A superuser to carry what replication leaves out",
                    "Nobody else may write rows without firing triggers, nor read and write every large object.")
            .mend(
                    "name superusers in the plan, or have nothing carried: unloggedTables, extensionTables and largeObjects refuse, and no"
                            + " table by: pause");
    static final Check STATISTICS = OBJECTS.block(
                    "PF-Y17-transfer",
                    "A target that cannot be told statistics",
                    "Only PostgreSQL 18 and later have functions for it.")
            .mend("statistics: analyze")
            .on("target before 18");
    static final Check PUBLICATION = OBJECTS.info(
                    "PF-O01-publication",
                    "A publication of others",
                    "It does not move; whoever subscribes to it gets a new slot on the target, before writes are open there.")
            .mend("make it anew on the target");
    static final Check MAPPING = OBJECTS.hazard(
                    "PF-R20-user-mapping",
                    "A user mapping whose options cannot be read",
                    "It comes to the target without them, and with them without its password; only a superuser may read them.")
            .mend("ALTER USER MAPPING … OPTIONS (ADD …) on the target after the switchover");
    static final Check SETTING = OBJECTS.info(
                    "PF-Y14-setting",
                    "A setting of a role or database that does not move",
                    "Settings come along with a role or a database that is made; those of others are somebody else's there.")
            .mend("ALTER ROLE … SET or ALTER DATABASE … SET on the target, if it is wanted there too");
    static final Check DATABASE =
            OBJECTS.info("PF-Y15-database", "A database of the target that is described in another way", ITS_OWN);
    static final Check LABEL = OBJECTS.info("PF-Y15-label", "A security label of a role or database", BY_HAND)
            .mend("SECURITY LABEL … on the target");
    static final Check PROVIDER = OBJECTS.info(
                    "PF-Y15-provider",
                    "Security labels",
                    "The schema loads only where the target has loaded the library that provides them.")
            .mend("load their provider on the target by shared_preload_libraries");
    static final Check PARAMETER = OBJECTS.info("PF-Y15-parameter", "A grant of a parameter", BY_HAND)
            .mend("GRANT … ON PARAMETER … on the target")
            .on("source 15 and later");
    static final Check ATTRIBUTES =
            OBJECTS.info("PF-Y19-attributes", "A role of the target that has other attributes", ITS_OWN);

    static final List<Check> ALL = List.of(
            COPIED_ROWS,
            EMPTY,
            COPIED_EXTENSION,
            COPIED_OBJECTS,
            OBJECTS_THERE,
            CARRIER,
            STATISTICS,
            PUBLICATION,
            MAPPING,
            SETTING,
            DATABASE,
            LABEL,
            PROVIDER,
            PARAMETER,
            ATTRIBUTES);

    private LeftoverChecks() {}
}
