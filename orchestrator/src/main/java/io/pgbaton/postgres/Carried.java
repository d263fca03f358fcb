package io.pgbaton.postgres;

/**
 * The notes about what was carried to a server beside replication, in a table beside the marker. The table is unlogged: it is
 * not published, and a crash that empties unlogged tables forgets with them that they were carried.
 */
public record Carried(String upgrade) {
    public TableName table() {
        return new TableName(new Marker(upgrade).schema(), "carried");
    }

    public Sql create() {
        return Sql.of(
                "CREATE UNLOGGED TABLE " + table().sql() + " (what text PRIMARY KEY, token text NOT NULL)",
                "REVOKE ALL ON TABLE " + table().sql() + " FROM PUBLIC");
    }

    public Sql drop() {
        return Sql.of("DROP TABLE IF EXISTS " + table().sql());
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(
                at,
                "the table " + table() + " of what is carried exists",
                "SELECT pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ") IS NOT NULL");
    }

    /** Notes, in the transaction that carries it, that something was carried; the token tells in which passage. */
    public Sql note(String what, String token) {
        return Sql.of("INSERT INTO " + table().sql() + " AS c (what, token) VALUES (" + Identifier.literal(what) + ", "
                + Identifier.literal(token) + ") ON CONFLICT (what) DO UPDATE SET token = excluded.token");
    }

    /** Whether it was carried in that passage. */
    public Probe.Holds noted(Place at, String what, String token) {
        return Probe.holds(
                at,
                what + " of " + at + " are carried",
                "SELECT EXISTS (SELECT FROM " + table().sql() + " WHERE what = " + Identifier.literal(what)
                        + " AND token = " + Identifier.literal(token) + ")");
    }
}
