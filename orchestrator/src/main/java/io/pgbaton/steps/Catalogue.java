package io.pgbaton.steps;

import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import java.util.List;
import java.util.Optional;
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
                    CapacityChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private Catalogue() {}

    /** By topic, each in the order in which it is told. */
    public static List<Check> all() {
        return ALL;
    }

    /** The check behind a question that is asked by doing; none where the question tells everything. */
    public static Optional<Check> asking(Probe probe) {
        if (probe instanceof Probe.Reaches reaches) {
            return Optional.of(
                    reaches.from().server() == Server.TARGET
                            ? RightsChecks.TARGET_REACHES
                            : RightsChecks.SOURCE_REACHES);
        }
        return probe instanceof Probe.Loads ? Optional.of(SchemaChecks.REHEARSAL) : Optional.empty();
    }
}
