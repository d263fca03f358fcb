package io.pgbaton.step;

import io.pgbaton.postgres.Place;

/**
 * Statements to paste as they are, without a semicolon at the end.
 *
 * @param at the server and database to which one connects for it
 */
public record Paste(
        @com.fasterxml.jackson.annotation.JsonIgnore Place at, String sql) {
    /** Server and database, as {@code source/orders}. */
    @com.fasterxml.jackson.annotation.JsonProperty("at")
    public String where() {
        return at.toString();
    }
}
