package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a watchdog has to be there before a pause begins. */
public enum WatchdogUse {
    /** There is no switch without one. */
    @JsonProperty("required")
    REQUIRED,
    /** None is started. */
    @JsonProperty("off")
    OFF
}
