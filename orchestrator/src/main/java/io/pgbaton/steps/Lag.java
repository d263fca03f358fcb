package io.pgbaton.steps;

import io.pgbaton.plan.ByteSize;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Stream;
import java.time.Duration;

/** How far the subscriber of a stream is behind, by what it has confirmed to its slot: the only true figure (DOMAIN C-10). */
final class Lag {
    private Lag() {}

    private static final String BEHIND =
            "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), s.confirmed_flush_lsn)";

    static Probe.Holds atMost(Stream stream, ByteSize limit) {
        return probe(stream, limit, "lags by at most " + limit, "");
    }

    /**
     * Bytes alone would let a pause begin that has to wait until they are applied; the publisher also knows how long its
     * subscriber took to confirm lately. Nothing is to be confirmed where nobody writes.
     */
    static Probe.Holds atMost(Stream stream, ByteSize limit, Duration delay) {
        String lately = "coalesce(r.flush_lag, '0'::interval)";
        return probe(
                stream,
                limit,
                "lags by at most " + limit + " and " + delay.toMillis() + " ms",
                " AND " + lately + " <= '" + delay.toMillis() + " ms'::interval");
    }

    private static Probe.Holds probe(Stream stream, ByteSize limit, String sentence, String also) {
        return Probe.holds(
                stream.publisherPlace(),
                "the " + stream.direction() + " stream of " + stream.database() + " " + sentence,
                "SELECT s.active AND " + BEHIND + " <= " + limit.bytes() + also + ", CASE WHEN s.active THEN 'lag ' || "
                        + "pg_catalog.pg_size_pretty(" + BEHIND + ") || coalesce(', ' || (1000 * EXTRACT(epoch FROM"
                        + " r.flush_lag))::integer || ' ms', '') ELSE 'nobody reads the slot' END, ("
                        + BEHIND + " - " + limit.bytes() + ")::float8"
                        + " FROM pg_catalog.pg_replication_slots s"
                        + " LEFT JOIN pg_catalog.pg_stat_replication r ON r.pid = s.active_pid WHERE s.slot_name = "
                        + Identifier.literal(stream.slot().name()));
    }
}
