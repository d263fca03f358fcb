package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** One writing session. */
final class JdbcSession implements Session {
    /** How much longer than the server's own limit the answer is waited for, before the connection counts as dead. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Place place;
    private final Connection connection;

    JdbcSession(Place place, Connection connection) {
        this.place = place;
        this.connection = connection;
    }

    @Override
    public void execute(Sql sql, Duration lockTimeout, Duration statementTimeout) {
        int at = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Connections.patience(connection, statementTimeout.plus(GRACE));
            statement.execute("SET lock_timeout = " + millis(lockTimeout) + "; SET statement_timeout = "
                    + millis(statementTimeout));
            connection.setAutoCommit(sql.mode() == Sql.Mode.EACH);
            for (; at < sql.statements().size(); at++) {
                statement.execute(sql.statements().get(at));
            }
            if (sql.mode() == Sql.Mode.ATOMIC) {
                connection.commit();
            }
        } catch (SQLException e) {
            rollBack();
            throw Connections.failure(
                    place, at < sql.shown().size() ? sql.shown().get(at) : "COMMIT", e);
        } finally {
            autoCommit();
        }
    }

    private void rollBack() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException ignored) {
            // The first failure is the one to tell.
        }
    }

    private void autoCommit() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException ignored) {
            // A broken connection says so at its next use.
        }
    }

    private static long millis(Duration duration) {
        return Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // It is being given up anyway.
        }
    }
}
