package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with large objects, which replication never sees. */
public enum LargeObjects {
    /** The check counts them and stops. */
    @JsonProperty("refuse")
    REFUSE,
    /** They are copied before the pause, and what has changed since is copied in it. */
    @JsonProperty("copy")
    COPY
}
