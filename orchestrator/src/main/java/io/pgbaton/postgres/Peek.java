package io.pgbaton.postgres;

/** What the questions that look into a slot have in common: looking takes nothing out, but nobody else may read it meanwhile. */
final class Peek {
    private Peek() {}

    /**
     * Two subqueries. {@code d}: what pgoutput says, one row per message, with {@code n} (order), {@code lsn}, {@code x}
     * (transaction id), {@code k} (kind), {@code relation}, {@code data}. {@code t}: its transactions, with {@code x},
     * {@code committed} (where), {@code brought} (by replication) and {@code changed} (any row but the marker's). Version 1
     * of the protocol is spoken by every major (DOMAIN D-21).
     *
     * @param before what stands in FROM before it, for a slot's name that depends on an answer; or nothing
     * @param slot its name, as SQL
     * @param changes after how many of them to stop at the end of a transaction, as SQL; NULL for never
     */
    static String of(Stream stream, String before, String slot, String changes) {
        return "d AS (SELECT c.n, c.lsn, c.xid::text::bigint AS x, c.data, pg_catalog.chr(pg_catalog.get_byte(c.data, 0)) AS k,"
                + " pg_catalog.substr(c.data, 2, 4) AS relation FROM " + before
                + "pg_catalog.pg_logical_slot_peek_binary_changes(" + slot + ", NULL, " + changes
                + ", 'proto_version', '1', 'publication_names', "
                + Identifier.literal(Identifier.quote(stream.publication().name()))
                + ") WITH ORDINALITY AS c(lsn, xid, data, n)),"
                + " t AS (SELECT x, max(lsn) FILTER (WHERE k = 'C') AS committed, bool_or(k = 'O') AS brought,"
                + " bool_or(k = 'T' OR (k IN ('I', 'U', 'D') AND relation IS DISTINCT FROM pg_catalog.oidsend("
                + "pg_catalog.to_regclass("
                + Identifier.literal(new Marker(stream.upgrade()).table().sql()) + ")))) AS changed FROM d GROUP BY x)";
    }
}
