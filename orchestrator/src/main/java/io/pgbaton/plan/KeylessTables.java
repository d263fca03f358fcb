package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with tables that have nothing to tell their rows apart by. */
public enum KeylessTables {
    /** The check lists them and stops. */
    @JsonProperty("refuse")
    REFUSE,
    /** They get {@code REPLICA IDENTITY FULL} for the time of the upgrade: correct, but each update searches the whole table. */
    @JsonProperty("full")
    FULL
}
