package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose word it takes. */
public enum Approval {
    /** Nobody's: the switchover starts as soon as the target is in sync. */
    @JsonProperty("none")
    NONE,
    /** A person starts the switchover, once the target is in sync. */
    @JsonProperty("operator")
    OPERATOR,
    /**
     * Besides, what is done must be what was approved by the digest of its dry run: before anything is changed, and again
     * before the switchover. The way back needs no approval of its own.
     */
    @JsonProperty("required")
    REQUIRED
}
