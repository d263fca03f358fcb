package io.pgbaton.postgres;

/**
 * The table that the live probe of an upgrade writes: a counter for each of its clients, beside the marker and replicated
 * like any other table. A counter that falls back tells that an acknowledged write was lost, one that leaps that it was made
 * twice.
 */
public record ProbeTable(String upgrade) {
    public TableName table() {
        return new TableName(new Marker(upgrade).schema(), "probe");
    }

    /** Makes it, with room on its page: one row is written again and again. */
    public Sql create() {
        return Sql.of(
                "CREATE TABLE " + table().sql() + " (client integer PRIMARY KEY, count bigint NOT NULL)"
                        + " WITH (fillfactor = 10)",
                "REVOKE ALL ON TABLE " + table().sql() + " FROM PUBLIC");
    }

    /** The least that the probe needs; it may touch nothing else. */
    public Sql grantTo(String role) {
        return Sql.of(
                "GRANT USAGE ON SCHEMA " + Identifier.quote(table().schema()) + " TO " + Identifier.quote(role),
                "GRANT SELECT, INSERT, UPDATE ON TABLE " + table().sql() + " TO " + Identifier.quote(role));
    }

    /** What a role needs that copies it and no more. */
    public Sql readableBy(String role) {
        return Sql.of("GRANT SELECT ON TABLE " + table().sql() + " TO " + Identifier.quote(role));
    }

    public Sql drop() {
        return Sql.of("DROP TABLE IF EXISTS " + table().sql());
    }

    public Probe.Holds exists(Place at) {
        return Probe.holds(at, "the table " + table() + " of the live probe exists", "SELECT " + present());
    }

    /** A value that tells whether the table is there. */
    public String present() {
        return "pg_catalog.to_regclass(" + Identifier.literal(table().sql()) + ") IS NOT NULL";
    }

    /** Counts one write of the client; answers its counter and the version of the server. */
    public String write(int client) {
        return "INSERT INTO " + table().sql() + " AS p (client, count) VALUES (" + client
                + ", 1) ON CONFLICT (client) DO UPDATE SET count = p.count + 1 RETURNING p.count" + version();
    }

    /** Reads the counter of the client back; answers like {@link #write}. */
    public String read(int client) {
        return "SELECT p.count" + version() + " FROM " + table().sql() + " p WHERE p.client = " + client;
    }

    private static String version() {
        return ", pg_catalog.current_setting('server_version_num')::integer";
    }
}
