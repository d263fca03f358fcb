package io.pgbaton.postgres;

import java.time.Instant;
import java.util.List;

/**
 * A transaction in the publisher's log, with the rows it changed.
 *
 * @param xid lower half of the transaction id, as xmin and pg_stat_activity show it
 * @param lsn of its commit: what {@code ALTER SUBSCRIPTION … SKIP} takes
 * @param end of its commit: what {@code pg_replication_origin_advance} takes
 */
public record ChangedRows(long xid, String lsn, String end, Instant committedAt, List<ChangedRow> rows) {
    public ChangedRows {
        rows = List.copyOf(rows);
    }
}
