package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How fast steps moved bytes when this control database saw them last: in this upgrade, else in the newest other one, such as a
 * rehearsal.
 */
record Rates(List<Rate> known) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** The figure of a step's end that tells how many bytes it moved. */
    static final String BYTES = "bytes";
    /** What is smaller or shorter tells how long it takes to begin. */
    private static final long LEAST_BYTES = 32 << 20;

    private static final double LEAST_MILLIS = 1000;
    /** So many upgrades are looked at. */
    private static final int LATEST = 20;

    /** Nothing was measured. */
    static final Rates NONE = new Rates(List.of());

    Rates {
        known = List.copyOf(known);
    }

    /**
     * What was measured once.
     *
     * @param bytes a second
     */
    record Rate(String upgrade, String step, Instant at, long bytes) {
        @Override
        public String toString() {
            return "measured on " + at.atZone(ZoneOffset.UTC).toLocalDate() + " by " + upgrade;
        }
    }

    /** Reads the history. */
    static Rates of(Journal journal, String name) {
        List<Rate> known = new ArrayList<>();
        journal.all().stream()
                .sorted(Comparator.comparing((Entry entry) -> !entry.name().equals(name)))
                .limit(LATEST)
                .forEach(entry -> known.addAll(measured(entry.name(), journal.events(entry.name(), 0))));
        return new Rates(known);
    }

    /** The latest ones first. A step that was begun twice was interrupted, and took longer than its last part. */
    static List<Rate> measured(String upgrade, List<EventEntry> events) {
        List<Rate> rates = new ArrayList<>();
        for (EventEntry event : events) {
            JsonNode detail = JSON.readTree(event.detail());
            double millis = detail.path("millis").asDouble(0);
            long bytes = detail.path(BYTES).asLong(0);
            boolean done = event.kind().equals(UpgradeEvent.Kind.STEP_DONE.name());
            if (done && bytes >= LEAST_BYTES && millis >= LEAST_MILLIS && begun(events, event) == 1) {
                rates.add(0, new Rate(upgrade, step(event), event.at(), (long) (bytes / millis * 1000)));
            }
        }
        return rates;
    }

    private static String step(EventEntry event) {
        return event.message().split(": ", 2)[0];
    }

    /** How often a step was begun since it, or nothing, was done. */
    private static long begun(List<EventEntry> events, EventEntry done) {
        long begun = 0;
        for (EventEntry event : events.subList(0, events.indexOf(done))) {
            if (step(event).equals(step(done))) {
                begun = event.kind().equals(UpgradeEvent.Kind.STEP_STARTED.name())
                        ? begun + 1
                        : event.kind().equals(UpgradeEvent.Kind.STEP_DONE.name()) ? 0 : begun;
            }
        }
        return begun;
    }

    Optional<Rate> of(String step) {
        return known.stream().filter(rate -> rate.step().equals(step)).findFirst();
    }
}
