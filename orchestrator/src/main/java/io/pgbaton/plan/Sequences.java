package io.pgbaton.plan;

import jakarta.validation.constraints.Min;

/** How far sequences are set ahead on the side that takes over; logical replication does not carry them. */
public record Sequences(
        @Key(
                value = "Distance by which each sequence is set ahead, in its own increments; auto measures its rate",
                byDefault = "1000")
        Margin margin,

        @Key(
                value = "Fewest values a sequence must have left, or a tenth of its range where that is less",
                byDefault = "1000")
        @Min(0)
        long leastRoom) {}
