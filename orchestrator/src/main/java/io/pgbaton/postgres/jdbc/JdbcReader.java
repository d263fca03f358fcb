package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** One session that reads rows, as they are or as another session holds them. */
final class JdbcReader implements Reader {
    /** How much longer than the server's own limit the answer is waited for, before the connection counts as dead. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /**
     * What values are printed by (DOMAIN G.3), and how rows are found: one after the other by the key's index, never by a
     * join that reads the table, and with no more than this one process on the server.
     */
    private static final List<String> SETTINGS = List.of(
            "TimeZone = 'UTC'",
            "DateStyle = 'ISO, YMD'",
            "IntervalStyle = 'postgres'",
            "extra_float_digits = 3",
            "bytea_output = 'hex'",
            "lc_monetary = 'C'",
            "quote_all_identifiers = off",
            "xmloption = 'content'",
            "row_security = off",
            "jit = off",
            "max_parallel_workers_per_gather = 0",
            "enable_hashjoin = off",
            "enable_mergejoin = off");

    /** A question about the catalog is not one about rows, and joins as it likes. */
    private static final String ANY_JOIN = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on";

    private final Place place;
    private final String begin;
    private final Connection connection;
    private long timeout;

    /** @param begin what begins the transaction of each question; empty where each is one by itself */
    JdbcReader(Place place, Connection connection, String begin) {
        this.place = place;
        this.begin = begin;
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET " + String.join("; SET ", SETTINGS));
        } catch (SQLException e) {
            close();
            throw Connections.failure(place, "SET", e);
        }
    }

    @Override
    public List<Row> query(String sql, Duration limit) {
        return query(sql, limit, begin);
    }

    @Override
    public List<Row> ask(String question, Duration limit) {
        return query(SqlFile.text(question), limit, (begin.isEmpty() ? "BEGIN READ ONLY" : begin) + "; " + ANY_JOIN);
    }

    private synchronized List<Row> query(String sql, Duration limit, String beginning) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Connections.patience(connection, limit.plus(GRACE));
            long millis = Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis()));
            if (millis != timeout) {
                statement.execute("SET statement_timeout = " + millis);
                timeout = millis;
            }
            return beginning.isEmpty() ? rows(statement, sql) : within(statement, beginning, sql);
        } catch (SQLException e) {
            throw Connections.failure(place, sql, e);
        }
    }

    private static List<Row> rows(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return JdbcCatalog.rows(result);
        }
    }

    private static List<Row> within(Statement statement, String beginning, String sql) throws SQLException {
        try {
            statement.execute(beginning);
            List<Row> rows = rows(statement, sql);
            statement.execute("COMMIT");
            return rows;
        } catch (SQLException e) {
            try {
                statement.execute("ROLLBACK");
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
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
