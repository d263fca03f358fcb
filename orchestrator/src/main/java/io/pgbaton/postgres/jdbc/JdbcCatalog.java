package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaDump;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** A catalog over one connection, made at the first question and made anew after it broke. */
final class JdbcCatalog implements Catalog, AutoCloseable {
    /** Settings under which both servers print and read every value alike. */
    static final List<String> PRINTING = List.of(
            "SET lc_monetary = 'C'",
            "SET IntervalStyle = postgres",
            "SET bytea_output = hex",
            "SET xmloption = content");

    private final Place place;
    private final Connections connections;
    private final PgDump dump;
    private final Supplier<Duration> patience;
    private final Prepared prepared = new Prepared();
    private final Map<Class<?>, Object> facts = new HashMap<>();
    private @Nullable Connection connection;

    JdbcCatalog(Place place, Connections connections, PgDump dump, Supplier<Duration> patience) {
        this.place = place;
        this.connections = connections;
        this.dump = dump;
        this.patience = patience;
    }

    @Override
    public synchronized List<Row> ask(String question, Object... parameters) {
        String sql = SqlFile.text(question);
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return rows(result);
            }
        } catch (SQLException e) {
            throw broken("sql/" + question + ".sql", e);
        }
    }

    @Override
    public synchronized List<Row> query(String sql) {
        try (Statement statement = connection().createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet result = statement.executeQuery(prepared.sent(sql))) {
                return rows(result);
            }
        } catch (SQLException e) {
            throw broken(sql, e);
        }
    }

    @Override
    public synchronized void prepare(String sql) {
        try {
            prepared.prepare(connection(), sql);
        } catch (SQLException e) {
            throw broken(sql, e);
        }
    }

    @Override
    public synchronized <T> T known(Class<T> what, Function<Catalog, T> learn) {
        Object known = facts.get(what);
        if (known == null) {
            known = learn.apply(this);
            facts.put(what, known);
        }
        return what.cast(known);
    }

    @Override
    public synchronized void forget(Class<?> what) {
        facts.remove(what);
    }

    /**
     * Writes the rows of a {@code COPY … TO STDOUT} to {@code out}, printed in the same way whatever the server's settings,
     * and returns how many there were.
     */
    synchronized long copy(String copy, Duration limit, OutputStream out) throws IOException {
        try {
            Connection reading = connection();
            Connections.patience(reading, limit);
            try (Statement statement = reading.createStatement()) {
                statement.execute("SET statement_timeout = " + Math.min(Integer.MAX_VALUE, limit.toMillis()) + "; "
                        + String.join("; ", PRINTING));
            }
            long rows = new CopyManager(reading.unwrap(BaseConnection.class)).copyOut(copy, out);
            try (Statement statement = reading.createStatement()) {
                statement.execute("SET statement_timeout = " + Connections.READING_MILLIS);
            }
            return rows;
        } catch (SQLException e) {
            close();
            throw Connections.failure(place, copy, e);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public SchemaDump schema() {
        return dump.of(place);
    }

    private RuntimeException broken(String shown, SQLException e) {
        RuntimeException failure = Connections.failure(place, shown, e);
        try {
            if (connection != null && (connection.isClosed() || !connection.isValid(1))) {
                close();
            }
        } catch (SQLException ignored) {
            close();
        }
        return failure;
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = connections.reading(place);
        }
        Connections.patience(connection, patience.get());
        return connection;
    }

    static List<Row> rows(ResultSet result) throws SQLException {
        ResultSetMetaData columns = result.getMetaData();
        List<Row> rows = new ArrayList<>();
        while (result.next()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String label = columns.getColumnLabel(i);
                // Columns without a name of their own are all called alike.
                row.put(row.containsKey(label) ? label + i : label, result.getObject(i));
            }
            rows.add(new Row(row));
        }
        return rows;
    }

    @Override
    public synchronized void close() {
        Connection old = connection;
        connection = null;
        prepared.forget();
        facts.clear();
        if (old != null) {
            try {
                old.close();
            } catch (SQLException ignored) {
                // It is being given up anyway.
            }
        }
    }
}
