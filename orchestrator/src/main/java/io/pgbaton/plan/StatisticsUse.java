package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where the planner's statistics of the target come from. */
public enum StatisticsUse {
    /** {@code ANALYZE} reads samples of every table of the target. */
    @JsonProperty("analyze")
    ANALYZE,
    /** Those of the source are taken over, which only a target from 18 on can do; {@code ANALYZE} reads what has none. */
    @JsonProperty("transfer")
    TRANSFER
}
