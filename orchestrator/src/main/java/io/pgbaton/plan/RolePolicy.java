package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the target comes by the roles of the source. */
public enum RolePolicy {
    /** Roles that are missing on the target are created, with their memberships and settings. */
    @JsonProperty("copy")
    COPY,
    /** Roles are somebody else's business; the check demands that they exist. */
    @JsonProperty("expect")
    EXPECT
}
