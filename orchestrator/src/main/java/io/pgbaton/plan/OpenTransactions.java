package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with transactions that are still open when the switchover begins. */
public enum OpenTransactions {
    /** They may end by themselves within the freeze budget; if they do not, the switchover is backed out. */
    @JsonProperty("wait")
    WAIT,
    /** They are terminated; their clients see an error. */
    @JsonProperty("terminate")
    TERMINATE
}
