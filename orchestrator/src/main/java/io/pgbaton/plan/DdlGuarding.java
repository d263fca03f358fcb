package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to DDL of others on the source while the upgrade is under way: it is not replicated. */
public enum DdlGuarding {
    /** Nothing: drift is found when the schemas are compared. */
    @JsonProperty("off")
    OFF,
    /** An event trigger writes down who ran what. */
    @JsonProperty("record")
    RECORD,
    /** An event trigger makes it fail, with the way to run it nevertheless. */
    @JsonProperty("refuse")
    REFUSE
}
