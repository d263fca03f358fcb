package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal.EventEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final String COPY = "await-initial-copy";

    private final List<EventEntry> events = new ArrayList<>();

    @Test
    void a_rate_is_what_a_step_moved_in_its_time() {
        tell("STEP_STARTED", COPY, Map.of());
        tell("STEP_DONE", COPY, Map.of("millis", 20_000.0, "bytes", 960L << 20));

        assertThat(new Rates(Rates.measured("rehearsal", events)).of(COPY)).hasValueSatisfying(rate -> {
            assertThat(rate.bytes()).isEqualTo(48L << 20);
            assertThat(rate).hasToString("measured on 2026-03-01 by rehearsal");
        });
    }

    @Test
    void the_latest_time_counts() {
        for (long seconds : List.of(10, 20)) {
            tell("STEP_STARTED", COPY, Map.of());
            tell("STEP_DONE", COPY, Map.of("millis", seconds * 1000.0, "bytes", 960L << 20));
        }

        assertThat(new Rates(Rates.measured("rehearsal", events)).of(COPY))
                .hasValueSatisfying(rate -> assertThat(rate.bytes()).isEqualTo(48L << 20));
    }

    @Test
    void a_step_that_was_interrupted_tells_no_rate() {
        tell("STEP_STARTED", COPY, Map.of());
        tell("STEP_STARTED", COPY, Map.of());
        tell("STEP_DONE", COPY, Map.of("millis", 20_000.0, "bytes", 960L << 20));

        assertThat(Rates.measured("rehearsal", events)).isEmpty();
    }

    @Test
    void what_is_small_or_short_tells_no_rate() {
        tell("STEP_STARTED", COPY, Map.of());
        tell("STEP_DONE", COPY, Map.of("millis", 20_000.0, "bytes", 1L << 20));
        tell("STEP_STARTED", COPY, Map.of());
        tell("STEP_DONE", COPY, Map.of("millis", 200.0, "bytes", 960L << 20));

        assertThat(Rates.measured("rehearsal", events)).isEmpty();
    }

    private void tell(String kind, String step, Map<String, Object> detail) {
        events.add(new EventEntry(
                events.size() + 1,
                Instant.parse("2026-03-01T12:00:00Z"),
                "test",
                kind,
                step + ": Wait",
                Json.text(detail)));
    }
}
