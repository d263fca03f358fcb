package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with the rows of unlogged tables, which replication never sees. */
public enum UnloggedTables {
    /** The check names them and stops. */
    @JsonProperty("refuse")
    REFUSE,
    /** The tables are empty on the side that takes over. */
    @JsonProperty("empty")
    EMPTY,
    /** Their rows are copied in the pause, which they prolong. */
    @JsonProperty("copy")
    COPY
}
