package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to connections that are opened while the traffic is paused. */
public enum NewClients {
    /** They are not accepted yet: they wait without an error. */
    @JsonProperty("hold")
    HOLD,
    /** They are refused; whoever opened them tries again. */
    @JsonProperty("refuse")
    REFUSE
}
