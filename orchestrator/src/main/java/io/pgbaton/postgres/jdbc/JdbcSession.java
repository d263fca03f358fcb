package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.Sql;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** One writing session. */
final class JdbcSession implements Session {
    /** How much longer than the server's own limit the answer is waited for, before the connection counts as dead. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final String NOTE = "note";

    private final Place place;
    private final Connection connection;
    private final Function<Place, JdbcCatalog> readers;
    private final Prepared prepared = new Prepared();

    /** @param readers who reads the rows that are copied from elsewhere */
    JdbcSession(Place place, Connection connection, Function<Place, JdbcCatalog> readers) {
        this.place = place;
        this.connection = connection;
        this.readers = readers;
    }

    @Override
    public synchronized void execute(Sql sql, Duration lockTimeout, Duration statementTimeout) {
        if (sql.mode() == Sql.Mode.MESSAGE) {
            message(sql, "", lockTimeout, statementTimeout);
        } else {
            oneByOne(sql, lockTimeout, statementTimeout);
        }
    }

    @Override
    public synchronized Answer execute(Sql sql, Probe.Holds question, Duration lockTimeout, Duration statementTimeout) {
        if (sql.mode() == Sql.Mode.MESSAGE) {
            return Answers.of(message(sql, question.sql(), lockTimeout, statementTimeout));
        }
        oneByOne(sql, lockTimeout, statementTimeout);
        return Answers.of(message(Sql.message(), question.sql(), lockTimeout, statementTimeout));
    }

    @Override
    public synchronized void prepare(List<String> statements) {
        for (String each : statements) {
            try {
                prepared.prepare(connection, each);
            } catch (SQLException e) {
                throw failure(each, e);
            }
        }
    }

    /** Everything in one round trip; the rows are those of the question, after the notes. */
    private Answers.Found message(Sql sql, String question, Duration lockTimeout, Duration statementTimeout) {
        List<String> parts = new ArrayList<>();
        parts.add(limits(lockTimeout, statementTimeout));
        sql.statements().forEach(each -> parts.add(prepared.sent(each)));
        parts.add(prepared.sent(question));
        List<String> notes = new ArrayList<>();
        List<Row> rows = List.of();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Connections.patience(connection, statementTimeout.plus(GRACE));
            boolean isResult = statement.execute(String.join(";\n", parts));
            while (isResult || statement.getUpdateCount() != -1) {
                if (isResult) {
                    try (ResultSet result = statement.getResultSet()) {
                        rows = JdbcCatalog.rows(result);
                    }
                    rows.stream()
                            .map(row -> row.columns().get(NOTE))
                            .filter(Objects::nonNull)
                            .forEach(note -> notes.add(note.toString()));
                }
                isResult = statement.getMoreResults();
            }
            return new Answers.Found(notes, rows);
        } catch (SQLException e) {
            leaveTransaction();
            throw failure(String.join("; ", sql.shown()), e);
        }
    }

    private void leaveTransaction() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException ignored) {
            // The first failure is the one to tell; a broken connection says so at its next use.
        }
    }

    private void oneByOne(Sql sql, Duration lockTimeout, Duration statementTimeout) {
        int at = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            Connections.patience(connection, statementTimeout.plus(GRACE));
            statement.execute(limits(lockTimeout, statementTimeout));
            connection.setAutoCommit(sql.mode() == Sql.Mode.EACH);
            for (; at < sql.statements().size(); at++) {
                Sql.Feed feed = sql.feeds().get(at);
                if (feed == null) {
                    statement.execute(sql.statements().get(at));
                } else {
                    copy(sql.statements().get(at), feed, statementTimeout);
                }
            }
            if (sql.mode() == Sql.Mode.ATOMIC) {
                connection.commit();
            }
        } catch (SQLException e) {
            rollBack();
            throw failure(at < sql.shown().size() ? sql.shown().get(at) : "COMMIT", e);
        } finally {
            autoCommit();
        }
    }

    /** Both ends at once, piece by piece: nothing is kept. */
    private void copy(String into, Sql.Feed feed, Duration limit) throws SQLException {
        CopyIn target = new CopyManager(connection.unwrap(BaseConnection.class)).copyIn(into);
        try {
            long read = readers.apply(feed.from()).copy(feed.copy(), limit, new Pieces(target));
            long written = target.endCopy();
            if (read != written) {
                throw new SQLException(read + " rows were read and " + written + " written: " + into);
            }
        } catch (IOException e) {
            throw e.getCause() instanceof SQLException ? (SQLException) e.getCause() : new SQLException(e);
        } finally {
            if (target.isActive()) {
                target.cancelCopy();
            }
        }
    }

    /** What is written to it goes into a COPY. */
    private static final class Pieces extends OutputStream {
        private final CopyIn into;

        Pieces(CopyIn into) {
            this.into = into;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                into.writeToCopy(bytes, from, length);
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    private PostgresException failure(String shown, SQLException e) {
        return Connections.failure(place, shown, e);
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

    private static String limits(Duration lockTimeout, Duration statementTimeout) {
        return "SET lock_timeout = " + millis(lockTimeout) + "; SET statement_timeout = " + millis(statementTimeout);
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
