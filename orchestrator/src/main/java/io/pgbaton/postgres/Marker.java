package io.pgbaton.postgres;

import java.util.List;

/**
 * The marker table of an upgrade: one row per server, published like any other table. A token written into the publisher's
 * row after the freeze is on the subscriber only when everything before it is (a subscription applies in commit order).
 */
public record Marker(String upgrade) {
    public String schema() {
        return Identifier.plain("pgbaton", upgrade);
    }

    public TableName table() {
        return new TableName(schema(), "marker");
    }

    public Sql create() {
        return Sql.of(List.of(
                "CREATE SCHEMA " + Identifier.quote(schema()),
                "CREATE TABLE " + table().sql() + " (server text PRIMARY KEY, token text, frozen_at timestamptz,"
                        + " connection_limit integer)",
                "REVOKE ALL ON TABLE " + table().sql() + " FROM PUBLIC",
                "INSERT INTO " + table().sql() + " (server) VALUES ('source'), ('target')",
                "COMMENT ON SCHEMA " + Identifier.quote(schema()) + " IS 'scaffolding of the upgrade " + upgrade
                        + "; removed by finish or abandon'"));
    }

    public Sql drop() {
        return Sql.of("DROP TABLE IF EXISTS " + table().sql(), "DROP SCHEMA IF EXISTS " + Identifier.quote(schema()));
    }

    public Probe exists(Place at) {
        return Probe.holds(
                at,
                "the marker table " + table() + " exists",
                "SELECT pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ") IS NOT NULL");
    }

    /** Writes the token; its commit is synchronous, so that everything before it is durable on that server too. */
    public Sql write(Server publisher, String token) {
        return Sql.of(
                "SET LOCAL synchronous_commit = on",
                "UPDATE " + table().sql() + " SET token = " + Identifier.literal(token) + " WHERE server = "
                        + Identifier.literal(publisher.word()));
    }

    /** Whether the publisher's token is to be seen at {@code at}. */
    public Probe shows(Place at, Server publisher, String token) {
        return Probe.holds(
                at,
                "the marker " + token + " is on the " + at.server().word(),
                "SELECT token = " + Identifier.literal(token)
                        + ", 'the marker reads ' || coalesce(token, 'nothing') FROM " + table().sql()
                        + " WHERE server = " + Identifier.literal(publisher.word()));
    }
}
