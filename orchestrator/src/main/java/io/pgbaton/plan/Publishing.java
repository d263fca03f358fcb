package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which form the publication takes. */
public enum Publishing {
    /** {@code FOR ALL TABLES}: needs a superuser, and covers tables created later. */
    @JsonProperty("allTables")
    ALL_TABLES,
    /** {@code FOR TABLE …}, each named: enough for the owner of the tables. */
    @JsonProperty("listed")
    LISTED
}
