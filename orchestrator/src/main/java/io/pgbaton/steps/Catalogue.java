package io.pgbaton.steps;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Everything that the preflight looks for on the servers. */
public final class Catalogue {
    private static final List<Check> ALL = Stream.of(
                    ServerChecks.ALL,
                    RightsChecks.ALL,
                    TableChecks.ALL,
                    TriggerChecks.ALL,
                    SequenceChecks.ALL,
                    ObjectChecks.ALL,
                    SchemaChecks.ALL,
                    ExtensionChecks.ALL,
                    LeftoverChecks.ALL,
                    CapacityChecks.ALL,
                    SwitchChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    /** By topic, each in the order in which it is told. */
    public static List<Check> all() {
        return ALL;
    }

    /** What the answer to a requirement of the checks comes to. */
    public static List<Finding> findings(Probe probe, Answer answer) {
        if (answer.yes()) {
            return differences(probe, answer);
        }
        return List.of(new Finding(
                asking(probe),
                probe.sentence(),
                "it is not so" + (answer.found().isBlank() ? "" : ": " + answer.found()),
                Objects.requireNonNullElse(probe.remedy(), "")));
    }

    /** What the answer yes found beside. */
    public static List<Finding> differences(Probe probe, Answer answer) {
        return Preflight.capped(answer.drift().stream()
                .map(one -> new Finding(
                        SchemaChecks.REHEARSAL_DIFFERS,
                        one.kind() + " " + one.object(),
                        "it differs once " + probe.sentence() + ": " + one.what()))
                .toList());
    }

    /** The check behind a question that is asked by doing. */
    private static Check asking(Probe probe) {
        if (probe instanceof Probe.Reaches reaches) {
            return reaches.from().server() == Server.TARGET ? RightsChecks.TARGET_REACHES : RightsChecks.SOURCE_REACHES;
        }
        if (probe instanceof Probe.Loads) {
            return SchemaChecks.REHEARSAL;
        }
        throw new IllegalArgumentException("no check asks whether " + probe.sentence());
    }
}
