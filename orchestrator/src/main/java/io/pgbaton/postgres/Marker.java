package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The marker table of an upgrade: one row per server, published like any other table. A token written into the publisher's
 * row after the freeze is on the subscriber only when everything before it is (a subscription applies in commit order).
 */
public record Marker(String upgrade) {
    /** The comment of the target's table once the schema is loaded as far as the rows need it. */
    public static final String LOADED = "schema loaded";
    /** The comment of its column token once the rest of the schema is loaded, too. */
    public static final String COMPLETE = "schema complete";

    public String schema() {
        return Identifier.plain("pgbaton", upgrade);
    }

    public TableName table() {
        return new TableName(schema(), "marker");
    }

    /** Makes the table, empty: its rows get to the subscriber by the initial copy. */
    public Sql create() {
        return Sql.of(
                "CREATE SCHEMA " + Identifier.quote(schema()),
                "CREATE TABLE " + table().sql() + " (server text PRIMARY KEY, token text, position pg_lsn,"
                        + " frozen_at timestamptz, connection_limit integer, " + AuditSlot.COLUMNS + ")",
                "REVOKE ALL ON TABLE " + table().sql() + " FROM PUBLIC");
    }

    /** Makes the table with a row for each server. */
    public Sql createWithRows() {
        return create().then(Sql.of("INSERT INTO " + table().sql() + " (server) VALUES ('source'), ('target')"));
    }

    /** Lets a role read it, as a subscription's copy does. */
    public Sql grantTo(String role) {
        return Sql.of(
                "GRANT USAGE ON SCHEMA " + Identifier.quote(schema()) + " TO " + Identifier.quote(role),
                "GRANT SELECT ON TABLE " + table().sql() + " TO " + Identifier.quote(role));
    }

    public Sql drop() {
        return Sql.of("DROP TABLE IF EXISTS " + table().sql(), "DROP SCHEMA IF EXISTS " + Identifier.quote(schema()));
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "the marker table " + table() + " exists",
                "SELECT pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ") IS NOT NULL");
    }

    /** Whether the schema of the target's database is loaded as far as the rows need it. */
    public Probe.Holds schemaLoaded(Place at) {
        return Probe.holds(
                at,
                "the schema of " + at.database() + " is loaded",
                "SELECT pg_catalog.obj_description(" + regclass() + ", 'pg_class') IS NOT DISTINCT FROM "
                        + Identifier.literal(LOADED));
    }

    /** Whether all of the schema is. */
    public Probe.Holds schemaComplete(Place at) {
        return Probe.holds(
                at,
                "the schema of " + at.database() + " is complete",
                "SELECT pg_catalog.col_description(" + regclass()
                        + ", (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = " + regclass()
                        + " AND attname = 'token')) IS NOT DISTINCT FROM " + Identifier.literal(COMPLETE));
    }

    private String regclass() {
        return "pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ")";
    }

    /** Writes the token; its commit is synchronous, so that everything before it is durable on that server too. */
    public Sql write(Server publisher, String token) {
        return update(
                "token = " + Identifier.literal(token) + ", " + AuditSlot.NOTED, publisher, AuditSlot.shown(upgrade));
    }

    private Sql update(String values, Server server, String... more) {
        List<String> statements = new ArrayList<>(List.of(
                "BEGIN",
                "SET LOCAL synchronous_commit = on",
                "UPDATE " + table().sql() + " SET " + values + " WHERE server = " + Identifier.literal(server.word())));
        statements.addAll(List.of(more));
        statements.add("COMMIT");
        return Sql.message(statements.toArray(String[]::new));
    }

    /**
     * Writes the token and the position where the server stands, durably, and then lets the slot forget everything up to
     * here: what the server received by replication is never sent back. Without the durable commit the slot would not pass
     * what is visible but not flushed yet.
     */
    public Sql forget(Server publisher, String token, ReplicationSlot slot) {
        return update(
                        "token = " + Identifier.literal(token) + ", position = pg_catalog.pg_current_wal_insert_lsn()",
                        publisher)
                .then(slot.advance());
    }

    /** Whether the slot has forgotten everything up to the token. */
    public Probe.Holds forgotten(Place at, String token, ReplicationSlot slot) {
        return Probe.holds(
                at,
                "the slot " + slot.name() + " begins behind the marker " + token,
                "SELECT m.token = " + Identifier.literal(token) + " AND s.confirmed_flush_lsn >= m.position FROM "
                        + table().sql() + " m, pg_catalog.pg_replication_slots s WHERE m.server = "
                        + Identifier.literal(at.server().word()) + " AND s.slot_name = "
                        + Identifier.literal(slot.name()));
    }

    /** Whether the publisher's token is to be seen at {@code at}. */
    public Probe.Holds shows(Place at, Server publisher, String token) {
        return Probe.holds(
                at,
                "the marker " + token + " is on the " + at.server().word(),
                "SELECT token = " + Identifier.literal(token)
                        + ", 'the marker reads ' || coalesce(token, 'nothing') FROM " + table().sql()
                        + " WHERE server = " + Identifier.literal(publisher.word()));
    }
}
