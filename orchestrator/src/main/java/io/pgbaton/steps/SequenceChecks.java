package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.SEQUENCES;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about sequences. */
final class SequenceChecks {
    static final Check ENDING = SEQUENCES
            .hazard(
                    "D-34",
                    "A sequence that is nearly used up",
                    "The switchover sets it further ahead, and the first INSERT after it may fail.")
            .mend("ALTER SEQUENCE … AS bigint MAXVALUE …, on both servers and with its column");
    static final Check CYCLING = SEQUENCES.info(
            "D-35", "A sequence that cycles", "Its values come again, so that being ahead does not make them new.");
    static final Check FOREIGN_KEYS = SEQUENCES
            .info(
                    "D-36",
                    "Keys that their sequence did not give out",
                    "The sequence will run into them, on either server.")
            .itself("sets the sequence beyond the greatest key");
    static final Check DRIFTED = SEQUENCES
            .block(
                    "D-37",
                    "A sequence that is defined differently on the two servers",
                    "Its position could not be carried over.")
            .mend("ALTER SEQUENCE … on one of them");
    static final Check MISSING = SEQUENCES
            .block(
                    "D-38",
                    "A sequence that is on one server only",
                    "Whatever takes its next value there would fail after the switch.")
            .mend("CREATE SEQUENCE … on the other, or DROP SEQUENCE …");
    static final Check CLOSED = SEQUENCES
            .block("D-39", "A sequence that may not be read or set", "Its position could not be carried over.")
            .mend("GRANT SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA … TO …");

    static final List<Check> ALL = List.of(ENDING, CYCLING, FOREIGN_KEYS, DRIFTED, MISSING, CLOSED);

    private SequenceChecks() {}
}
