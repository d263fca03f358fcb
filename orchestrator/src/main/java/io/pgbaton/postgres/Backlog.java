package io.pgbaton.postgres;

/** What a stream's slot holds because its subscriber has not taken it: nothing to speak of, unless applying stopped. */
public record Backlog(Stream stream) {
    /** After so many changes a look ends: what waits is then only counted in part. */
    public static final int LOOK = 10_000;

    private String slot() {
        return Identifier.literal(stream.slot().name());
    }

    /**
     * Whether somebody takes what the slot holds. If not, because the worker on the other server fails or is not there, what
     * is found tells what waits: rows that exist on the publisher alone (DOMAIN E-11).
     */
    public Probe.Holds taken() {
        String number = "(pg_catalog.get_byte(d.relation, 0)::bigint << 24 | pg_catalog.get_byte(d.relation, 1) << 16"
                + " | pg_catalog.get_byte(d.relation, 2) << 8 | pg_catalog.get_byte(d.relation, 3))::oid::regclass::text";
        return Probe.holds(
                        stream.publisherPlace(),
                        "the " + stream.subscriber().word() + " takes what is written in " + stream.database(),
                        "WITH s AS (SELECT active, wal_status FROM pg_catalog.pg_replication_slots WHERE slot_name = "
                                + slot()
                                + "), q AS (SELECT " + slot()
                                + "::name AS slot FROM s WHERE NOT active AND coalesce(wal_status, '') <> 'lost'), "
                                + Peek.of(stream, "q, LATERAL ", "q.slot", Integer.toString(LOOK))
                                + ", w AS (SELECT count(DISTINCT d.x) AS transactions,"
                                + " pg_catalog.string_agg(DISTINCT " + number + ", ', ')"
                                + " FILTER (WHERE d.k IN ('I', 'U', 'D')) AS tables"
                                + " FROM d JOIN t ON t.x = d.x WHERE t.changed AND d.k IN ('I', 'U', 'D', 'T'))"
                                + " SELECT s.active, CASE WHEN s.active THEN '' WHEN s.wal_status = 'lost'"
                                + " THEN 'the slot has lost what the server no longer keeps' ELSE (SELECT 'nobody reads the slot; '"
                                + " || CASE WHEN w.transactions = 0 THEN 'nothing waits in it' ELSE w.transactions"
                                + " || ' transactions wait in it, on ' || coalesce(w.tables, 'truncated tables') END FROM w) END"
                                + " FROM s")
                .orElse(
                        "look into the log of the " + stream.subscriber().word()
                                + " for the error of its apply worker; pgbaton status tells what would be lost and how to go on");
    }

    /** The messages of what waits, for {@link Decoding}; only where nobody reads the slot. */
    public String waiting() {
        return "WITH " + Peek.of(stream, "", slot(), Integer.toString(LOOK))
                + " SELECT d.x, d.data FROM d JOIN t ON t.x = d.x WHERE d.k = 'R' OR t.changed ORDER BY d.n";
    }
}
