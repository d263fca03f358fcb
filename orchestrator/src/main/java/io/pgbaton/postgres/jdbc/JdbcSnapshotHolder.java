package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.SnapshotHolder;
import io.pgbaton.postgres.SqlState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A session of its own that exports a snapshot. The server itself ends it if this process cannot. */
final class JdbcSnapshotHolder implements SnapshotHolder {
    private final Place place;
    private final Connection connection;

    /** @param longest how long it may be held; then the server ends the session */
    JdbcSnapshotHolder(Place place, Connection connection, Duration longest) {
        this.place = place;
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = "
                    + Math.max(1, Math.min(Integer.MAX_VALUE, longest.toMillis())));
        } catch (SQLException e) {
            close();
            throw Connections.failure(place, "SET", e);
        }
    }

    @Override
    public void rehearse(Duration limit) {
        take(limit);
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            throw Connections.failure(place, "ROLLBACK", e);
        }
    }

    @Override
    public String take(Duration limit) {
        String sql = String.join("; ", STATEMENTS);
        try (Statement statement = connection.createStatement()) {
            Connections.patience(connection, limit);
            statement.execute(sql);
            while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
                try (ResultSet result = statement.getResultSet()) {
                    if (result != null && result.next()) {
                        return result.getString(1);
                    }
                }
            }
            throw new SQLException("no snapshot was named", SqlState.NONE);
        } catch (SQLException e) {
            throw Connections.failure(place, sql, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException ignored) {
            // The snapshot goes with the session.
        }
    }
}
