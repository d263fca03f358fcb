package io.pgbaton.postgres;

import java.time.Duration;
import java.util.List;

/**
 * A session that can hold what its database shows at one moment. Other sessions of the same database see the same by the name of
 * the snapshot ({@link Servers#reader(Place, String)}) for as long as this one is open; until then the server keeps every row
 * version that belongs to it. Exporting a snapshot uses up no transaction id, so that silence stays silence (DOMAIN D-20).
 */
public interface SnapshotHolder extends AutoCloseable {
    /** Two statements in one trip: the snapshot is that of the second one. */
    List<String> STATEMENTS = List.of(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT pg_catalog.pg_export_snapshot() AS name");

    /** Takes a snapshot and gives it up. Throws {@link PostgresException}, also when it takes longer than the limit. */
    void rehearse(Duration limit);

    /** Holds what the database shows now, and returns its name. Throws {@link PostgresException}, also when it takes longer than the limit. */
    String take(Duration limit);

    /** Gives it up. */
    @Override
    void close();
}
