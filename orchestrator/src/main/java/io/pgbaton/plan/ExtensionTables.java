package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with the rows that users keep in tables of extensions. */
public enum ExtensionTables {
    /** The check names them and stops. */
    @JsonProperty("refuse")
    REFUSE,
    /** The rows that the extension declares as its users' are copied in the pause, which they prolong. */
    @JsonProperty("copy")
    COPY
}
