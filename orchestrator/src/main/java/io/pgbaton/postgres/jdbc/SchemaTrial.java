package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.SchemaFingerprint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Loads a schema into a database of its own, looks what has come of it, rolls it back and drops the database (DOMAIN PF-U99). */
final class SchemaTrial {
    private static final int SHOWN = 200;

    private SchemaTrial() {}

    static Answer of(Connections connections, Probe.Loads probe) {
        String name = Identifier.quote(probe.database());
        try {
            run(connections, probe.at(), "CREATE DATABASE " + name + " TEMPLATE template0" + probe.locale());
        } catch (SQLException e) {
            return no(probe.at(), "its scratch database cannot be made", e);
        }
        Answer answer = load(connections, new Place(probe.at().server(), probe.database()), probe);
        try {
            run(connections, probe.at(), "DROP DATABASE " + name);
            return answer;
        } catch (SQLException e) {
            return no(probe.at(), "its scratch database " + name + " cannot be dropped", e);
        }
    }

    private static Answer load(Connections connections, Place scratch, Probe.Loads probe) {
        String now = "";
        try (Connection connection = connections.writing(scratch)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                for (int i = 0; i < probe.schema().statements().size(); i++) {
                    now = probe.schema().shown().get(i);
                    statement.execute(probe.schema().statements().get(i));
                }
                now = "sql/" + SchemaFingerprint.QUESTION + ".sql";
                return Answer.loaded(
                        probe.schema().statements().size() + " statements",
                        probe.expected().drift(scratch.server().other(), loaded(connection), scratch.server()));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            return no(scratch, now.length() <= SHOWN ? now : now.substring(0, SHOWN) + "…", e);
        }
    }

    /** What is there now; names are printed as the catalogs of both servers print them. */
    private static SchemaFingerprint loaded(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL search_path = pg_catalog");
        }
        try (PreparedStatement ask = connection.prepareStatement(SqlFile.text(SchemaFingerprint.QUESTION))) {
            ask.setString(1, "");
            try (ResultSet rows = ask.executeQuery()) {
                return SchemaFingerprint.of(JdbcCatalog.rows(rows));
            }
        }
    }

    private static Answer no(Place at, String what, SQLException e) {
        return new Answer(false, what + ": " + Connections.failure(at, "", e).getMessage());
    }

    private static void run(Connections connections, Place at, String sql) throws SQLException {
        try (Connection connection = connections.writing(at);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
