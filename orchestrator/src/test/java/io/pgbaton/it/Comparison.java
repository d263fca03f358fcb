package io.pgbaton.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Two databases compared row by row, each in one snapshot: every row as PostgreSQL prints it, sorted by its bytes, with doubles
 * counted. Nothing may write meanwhile, or everything written so far must have been replicated. Logs in as superuser, for row security hides rows.
 *
 * @param rows rows read from the first database
 */
record Comparison(int tables, long rows, List<Difference> differences) {

    /** A table whose rows differ, how many rows only one database has, and the first of these. */
    record Difference(String table, long onlyInFirst, long onlyInSecond, List<String> examples) {}

    /** Runs a script of the test resources' folder {@code schema/}, for instance {@code odd.sql}, as a superuser. */
    static void load(Writer.Login login, String resource) {
        try (var script = Comparison.class.getResourceAsStream("/schema/" + resource);
                var connection = login.open();
                var statement = connection.createStatement()) {
            if (script == null) {
                throw new IllegalArgumentException("no test resource schema/" + resource);
            }
            statement.setEscapeProcessing(false);
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("schema/" + resource + " at " + login + ": " + e.getMessage(), e);
        }
    }

    /**
     * Compares these tables (as PostgreSQL writes their names), or by default every ordinary table that is logged and belongs to no
     * extension: leaves of partitioned tables, not their parents. A table that one side lacks is a difference.
     */
    static Comparison of(Writer.Login first, Writer.Login second, String... tables) {
        try (var a = reader(first);
                var b = reader(second)) {
            var names = new TreeSet<>(Arrays.asList(tables));
            if (names.isEmpty()) {
                names.addAll(tables(a));
                names.addAll(tables(b));
            }
            var differences = new ArrayList<Difference>();
            long rows = 0;
            for (String name : names) {
                var merge = new Merge(a, b, name);
                rows += merge.rows;
                if (merge.onlyInFirst + merge.onlyInSecond > 0 || !merge.examples.isEmpty()) {
                    differences.add(new Difference(name, merge.onlyInFirst, merge.onlyInSecond, merge.examples));
                }
            }
            return new Comparison(names.size(), rows, List.copyOf(differences));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot compare " + first + " with " + second + ": " + e.getMessage(), e);
        }
    }

    /** Whether every row of every table is on both sides, equally often. */
    boolean same() {
        return differences.isEmpty();
    }

    private static Connection reader(Writer.Login login) throws SQLException {
        var connection = login.open();
        try (var statement = connection.createStatement()) {
            // names are printed with their schema, and a policy fails loudly instead of hiding rows
            statement.execute("SET search_path = ''; SET row_security = off; SET TimeZone = UTC; SET DateStyle = ISO;"
                    + " SET IntervalStyle = postgres; SET extra_float_digits = 3; SET bytea_output = hex");
        }
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return connection;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                          AND NOT EXISTS (SELECT FROM pg_depend AS d
                                          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')""")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }

    /** One table of both sides, read side by side in the same order. */
    private static final class Merge {

        private long rows;
        private long onlyInFirst;
        private long onlyInSecond;
        private final List<String> examples = new ArrayList<>();

        Merge(Connection a, Connection b, String table) throws SQLException {
            if (!has(a, table) || !has(b, table)) {
                examples.add("no such table on the " + (has(a, table) ? "second" : "first") + " server");
                return;
            }
            try (var left = sorted(a, table);
                    var right = sorted(b, table)) {
                merge(left, right);
            }
        }

        private void merge(ResultSet left, ResultSet right) throws SQLException {
            boolean inLeft = left.next();
            boolean inRight = right.next();
            while (inLeft || inRight) {
                int order = !inLeft ? 1 : !inRight ? -1 : Arrays.compareUnsigned(bytes(left), bytes(right));
                if (order < 0) {
                    onlyInFirst++;
                    show("first", left);
                } else if (order > 0) {
                    onlyInSecond++;
                    show("second", right);
                }
                rows += order <= 0 ? 1 : 0;
                inLeft = order <= 0 ? left.next() : inLeft;
                inRight = order >= 0 ? right.next() : inRight;
            }
        }

        private void show(String side, ResultSet row) throws SQLException {
            if (examples.size() < 10) {
                String text = row.getString(1);
                examples.add("only in the " + side + ": " + text.substring(0, Math.min(300, text.length())));
            }
        }

        private static byte[] bytes(ResultSet row) throws SQLException {
            return row.getString(1).getBytes(StandardCharsets.UTF_8);
        }

        private static boolean has(Connection connection, String table) throws SQLException {
            try (var select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
                select.setString(1, table);
                try (var row = select.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        }

        // the name comes from regclass, which quotes it; a question mark in it is no parameter of a plain statement
        private static ResultSet sorted(Connection connection, String table) throws SQLException {
            var statement = connection.createStatement();
            statement.setEscapeProcessing(false);
            statement.setFetchSize(5_000);
            statement.closeOnCompletion();
            return statement.executeQuery("SELECT \"the whole row\"::text COLLATE \"C\" FROM ONLY " + table
                    + " AS \"the whole row\" ORDER BY 1");
        }
    }
}
