package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The comparison of both servers, row by row. */
public record Comparing(
        @Key(
                value =
                        "require: no switch over without a comparison that found no difference; off: whoever wants to compares",
                byDefault = "off")
        BeforeSwitch beforeSwitch,

        @Key(value = "How old such a comparison may be", byDefault = "1d") @Within(min = "1min", max = "365d")
        Duration validFor,

        @Key(
                value =
                        "exact: each switch holds what both servers show in its pause, and compares that behind it; off: it does not",
                byDefault = "off")
        AtSwitch atSwitch,

        @Key(
                value =
                        "How long a switch may wait in its pause for what both servers show; then it goes on without, and tells so",
                byDefault = "100ms")
        @Within(min = "1ms", max = "10s")
        Duration atSwitchWithin,

        @Key(
                value =
                        "How long what both servers showed at a switch may be held and compared; so long they keep every row version",
                byDefault = "6h")
        @Within(min = "1s", max = "7d")
        Duration atSwitchFor,

        @Key(value = "Ranges compared at the same time, each by one session on either server", byDefault = "2")
        @Min(1)
        @Max(64)
        int jobs,

        @Key(
                value = "Rows in a range: what one query reads, and what an interrupted comparison reads again",
                byDefault = "50000")
        @Min(1)
        @Max(10_000_000)
        int rowsPerRange,

        @Key(
                value = "While the other server is behind by more WAL than this, the comparison rests",
                byDefault = "64MiB")
        @Within(min = "1MiB", max = "1TiB")
        ByteSize maxLag,

        @Key(
                value = "How often a row that differs is read again, each time once the other server has caught up",
                byDefault = "3")
        @Min(1)
        @Max(100)
        int rounds,

        @Key(value = "How long the other server may take to catch up", byDefault = "10min")
        @Within(min = "1s", max = "1d")
        Duration patience,

        @Key(value = "How long reading one range, or a whole table without a key, may take", byDefault = "12h")
        @Within(min = "1s", max = "30d")
        Duration timeout) {
    /** Whether a switch needs a comparison. */
    public enum BeforeSwitch {
        @com.fasterxml.jackson.annotation.JsonProperty("off")
        OFF,
        @com.fasterxml.jackson.annotation.JsonProperty("require")
        REQUIRE
    }

    /** Whether both servers are compared as they are at a switch. */
    public enum AtSwitch {
        @com.fasterxml.jackson.annotation.JsonProperty("off")
        OFF,
        @com.fasterxml.jackson.annotation.JsonProperty("exact")
        EXACT
    }
}
