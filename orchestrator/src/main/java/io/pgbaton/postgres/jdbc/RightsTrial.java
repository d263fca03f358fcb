package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Does what an upgrade will do, and rolls it back: whether it may be done is for the server to say (DOMAIN A.3). */
final class RightsTrial {
    private RightsTrial() {}

    static Answer of(Connections connections, Probe.Allows probe) {
        try (Connection connection = connections.writing(probe.at())) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute("SET LOCAL lock_timeout = "
                        + Math.max(1, probe.lockTimeout().toMillis()));
                for (String sql : probe.sql().statements()) {
                    statement.execute(sql);
                }
                return new Answer(true, "");
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            PostgresException failure = Connections.failure(probe.at(), "", e);
            String said = String.valueOf(failure.getMessage());
            return SqlState.refusesRole(failure.sqlState()) ? new Answer(false, said) : Answer.undecided(said);
        }
    }
}
