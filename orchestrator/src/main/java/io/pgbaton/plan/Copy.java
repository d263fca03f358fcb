package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The initial copy of the rows. */
public record Copy(
        @Key(value = "Tables copied, and later indexes built, at the same time", byDefault = "4") @Min(1) @Max(64)
        int workers,

        @Key(
                value = "Bytes a second that the forecast of the dry run counts with; nothing else goes by it",
                byDefault = "40MiB")
        @Within(min = "1kB", max = "1TiB")
        ByteSize rate,

        @Key(value = "Build indexes and foreign keys after the rows are copied, which is faster", byDefault = "true")
        boolean deferIndexes,

        @Key(
                value =
                        "Stop, and say so, when copying tables of a database has failed so often in a run; servers count it"
                                + " from 15 on",
                byDefault = "100")
        @Min(1)
        @Max(10_000)
        int failures,

        @Key(value = "Give up when the copy takes longer", byDefault = "24h") @Within(min = "1s", max = "365d")
        Duration timeout) {}
