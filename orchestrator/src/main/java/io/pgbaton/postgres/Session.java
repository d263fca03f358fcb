package io.pgbaton.postgres;

import java.time.Duration;
import java.util.List;

/** Writes to one database of one server. */
public interface Session extends AutoCloseable {
    /**
     * Runs the statements, waiting at most {@code lockTimeout} for each lock and {@code statementTimeout} for each
     * statement. Throws {@link PostgresException}; after a lost connection whether it happened is unknown and must be asked.
     */
    void execute(Sql sql, Duration lockTimeout, Duration statementTimeout);

    /**
     * The same, and then asks the question, in the same round trip where the statements are a {@link Sql.Mode#MESSAGE}. What
     * a statement of the message returns in a column named {@code note} is put before what the question found.
     */
    Answer execute(Sql sql, Probe.Holds question, Duration lockTimeout, Duration statementTimeout);

    /** Has the server plan these statements, so that they cost less in a message; throws {@link PostgresException}. */
    void prepare(List<String> statements);

    @Override
    void close();
}
