package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Identifier;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The statements that one session of a server has parsed, and after their first run planned, so that neither is done again.
 * They go with the session.
 */
final class Prepared {
    /** What PREPARE takes. */
    private static final Pattern PLANNED =
            Pattern.compile("\\s*(SELECT|WITH|UPDATE|INSERT|DELETE)\\b.*", Pattern.DOTALL);

    private final Map<String, String> names = new HashMap<>();

    /** Has the server parse the statement, if it is one that it can keep. */
    void prepare(Connection connection, String sql) throws SQLException {
        if (names.containsKey(sql) || !PLANNED.matcher(sql).matches()) {
            return;
        }
        String name = "pgbaton_" + names.size();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("PREPARE " + Identifier.quote(name) + " AS " + sql);
        }
        names.put(sql, name);
    }

    /** What to send for the statement. */
    String sent(String sql) {
        String name = names.get(sql);
        return name == null ? sql : "EXECUTE " + Identifier.quote(name);
    }

    /** The session has gone. */
    void forget() {
        names.clear();
    }
}
