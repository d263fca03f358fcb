package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.SWITCH;

import io.pgbaton.step.Check;
import java.util.List;

/** What is looked for right before a switch alone, when nothing is changed for it yet. */
final class SwitchChecks {
    static final Check DRIFT = SWITCH.hazard(
                    "PF-O07",
                    "Schemas that differ",
                    "DDL is not replicated: what one server alone has stops replication, loses rows, or meets the application"
                            + " behind the switch.")
            .mend("make the change on the other server too, in the order that is told with it");
    static final Check NOT_COMPARED = SWITCH.block(
                    "G-01",
                    "No comparison that found both servers the same",
                    "Before 18 a change to a row that the other server lacks is lost without a word.")
            .mend("pgbaton compare, and mend what differs; or compare.beforeSwitch: off");
    static final Check NO_WAY_BACK = SWITCH.block(
                    "E-05", "A switch back without a way back", "Nothing replicates to the old server.")
            .mend("finish the upgrade; to go back, start a new one in the other direction");

    static final List<Check> ALL = List.of(DRIFT, NOT_COMPARED, NO_WAY_BACK);

    private SwitchChecks() {}
}
