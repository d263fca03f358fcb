package io.pgbaton.plan;

import jakarta.validation.constraints.Min;

/** How far sequences are set ahead on the side that takes over; logical replication does not carry them. */
public record Sequences(
        @Key(value = "Distance by which each sequence is set ahead, in its own increments", byDefault = "1000") @Min(0)
        long margin) {}
