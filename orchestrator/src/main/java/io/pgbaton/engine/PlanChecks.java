package io.pgbaton.engine;

import static io.pgbaton.step.Check.Topic.OTHERS;
import static io.pgbaton.step.Check.Topic.TRAFFIC;

import io.pgbaton.step.Check;
import java.util.List;

/** What is looked for in the plan itself, and at clients whom nobody holds back. */
public final class PlanChecks {
    static final Check NEEDLESS = OTHERS.info(
                    "PLAN-01",
                    "An acknowledgement of something that was not found",
                    "A wrong id acknowledges nothing, and an old one might hide what comes back.")
            .mend("take it out of acknowledge, or correct it");
    static final Check IN_PAUSE = OTHERS.info(
                    "HK-01", "A hook within the pause", "Clients wait for its answer, at most as long as its timeout.")
            .mend("choose an edge outside of the pause");
    static final Check PASSER = TRAFFIC.info(
                    "D-P01",
                    "A client that goes around the pooler",
                    "No pause holds it back, and it does not follow to the target by itself.")
            .mend("give it the pooler's address, or stop it for the switchover");
    static final Check POWERFUL = TRAFFIC.info(
                    "D-P07",
                    "A client that is a superuser",
                    "It can write on a fenced server if it wants to: only the audit tells of it.")
            .mend("give it a role that is no superuser");
    static final Check LIVE_PROBE = TRAFFIC.block(
                    "TR-70",
                    "The live probe cannot be a client",
                    "It proves that clients can write through the pooler, and would fail the switch.")
            .mend("correct switchover.probe, or grant what its role lacks");

    private static final List<Check> ALL = List.of(NEEDLESS, IN_PAUSE, PASSER, POWERFUL, LIVE_PROBE);

    private PlanChecks() {}

    /** In the order in which they are told. */
    public static List<Check> all() {
        return ALL;
    }
}
