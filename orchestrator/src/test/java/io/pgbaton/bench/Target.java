package io.pgbaton.bench;

import java.util.Map;
import java.util.Optional;

/** What a scenario is to reach: the longest wait of a client, median and worst of all switches, in milliseconds. */
record Target(double median, double worst) {

    private static final Map<String, Target> ALL = Map.of(
            "moderate", new Target(40, 80),
            "max", new Target(60, 120),
            "old-13", new Target(45, 80),
            "old-15", new Target(45, 80),
            "databases", new Target(60, 110),
            "sequences", new Target(45, 90),
            "delay", new Target(55, 90),
            "fence", new Target(90, 150));

    static Optional<Target> of(String scenario) {
        return Optional.ofNullable(ALL.get(scenario));
    }
}
