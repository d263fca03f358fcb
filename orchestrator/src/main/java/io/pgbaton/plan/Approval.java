package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who starts the switchover. */
public enum Approval {
    /** A person says so, once the target is in sync. */
    @JsonProperty("required")
    REQUIRED,
    /** Nobody: it starts as soon as the target is in sync. */
    @JsonProperty("none")
    NONE
}
