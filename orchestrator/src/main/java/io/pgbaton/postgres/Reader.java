package io.pgbaton.postgres;

import java.time.Duration;
import java.util.List;

/**
 * Reads the rows of one database in a session of its own that the server keeps read-only. Values are printed alike by every
 * major and whatever the server's settings are (DOMAIN G.3): UTC, ISO dates, exact floats, hexadecimal bytea.
 */
public interface Reader extends AutoCloseable {
    /** The rows of a query; throws {@link PostgresException}, also when it takes longer than the limit. */
    List<Row> query(String sql, Duration limit);

    /** The rows of a question of {@code sql/} without parameters, seen from where {@link #query} looks. */
    List<Row> ask(String question, Duration limit);

    @Override
    void close();
}
