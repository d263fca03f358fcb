package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.TRIGGERS;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about triggers and functions. */
final class TriggerChecks {
    static final Check REPLICA = TRIGGERS.hazard(
                    "PF-X02",
                    "A trigger that fires for replicated rows",
                    "What it does is done on the source, is replicated, and is done again on the target.")
            .mend("ALTER TABLE … ENABLE TRIGGER … until the upgrade is finished")
            .itself("lets it write on a fenced server, once it is acknowledged");
    static final Check UNQUALIFIED = TRIGGERS.hazard(
                    "PF-X07",
                    "A function that finds names by the search_path",
                    "Replication, and CREATE INDEX from 17 on, look for names in no schema: applying or loading would stop with"
                            + " \"does not exist\".")
            .mend("ALTER FUNCTION … SET search_path = …");
    static final Check EVENT_TARGET = TRIGGERS.hazard(
                    "PF-X08",
                    "An event trigger on the target",
                    "It runs at each CREATE of the upgrade, and may refuse it.")
            .mend("ALTER EVENT TRIGGER … DISABLE");
    static final Check EVENT_SOURCE = TRIGGERS.info(
            "PF-X09",
            "An event trigger on the source",
            "It runs at what the upgrade creates on the source; on the target it comes last of all.");
    static final Check JOBS = TRIGGERS.hazard(
                    "PF-X12",
                    "Jobs that the database runs by itself",
                    "On both servers at once they would do everything twice, and after the switchover the old ones fail at the fence.")
            .mend("keep the jobs from running on the target until the switchover, and stop them on the source at it");

    static final List<Check> ALL = List.of(REPLICA, UNQUALIFIED, EVENT_TARGET, EVENT_SOURCE, JOBS);

    private TriggerChecks() {}
}
