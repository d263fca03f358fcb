package io.pgbaton.plan;

import java.time.Duration;

/** When the target counts as in sync: the lag stays below a size for a time. */
public record CatchUp(
        @Key(value = "Greatest lag, in bytes of WAL not yet applied", byDefault = "1MiB")
        @Within(min = "1B", max = "1TiB")
        ByteSize maxLag,

        @Key(value = "The lag must stay below it for this long", byDefault = "5s") @Within(min = "0s", max = "1d")
        Duration stableFor,

        @Key(value = "Give up when catching up takes longer", byDefault = "12h") @Within(min = "1s", max = "365d")
        Duration timeout) {}
