package io.pgbaton.steps;

import io.pgbaton.plan.ByteSize;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Stream;

/** How far the subscriber of a stream is behind, by what it has confirmed to its slot: the only true figure (DOMAIN C-10). */
final class Lag {
    private Lag() {}

    static Probe.Holds atMost(Stream stream, ByteSize limit) {
        String behind = "pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), confirmed_flush_lsn)";
        return Probe.holds(
                stream.publisherPlace(),
                "the " + stream.direction() + " stream of " + stream.database() + " lags by at most " + limit,
                "SELECT active AND " + behind + " <= " + limit.bytes() + ", CASE WHEN active THEN 'lag ' || "
                        + "pg_catalog.pg_size_pretty(" + behind + ") ELSE 'nobody reads the slot' END, (" + behind
                        + " - "
                        + limit.bytes() + ")::float8"
                        + " FROM pg_catalog.pg_replication_slots WHERE slot_name = "
                        + Identifier.literal(stream.slot().name()));
    }
}
