package io.pgbaton.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks both servers, after the last switch and when nobody writes, what became of the rows. */
final class Judge {

    private static final List<String> TABLES = List.of("accounts", "history", "seqlog", "mark");
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Login serving;
    private final Login other;

    private Judge(Login serving, Login other) {
        this.serving = serving;
        this.other = other;
    }

    static Verdict verdict(Flags flags, Ledger ledger) throws IOException, SQLException, InterruptedException {
        String password = flags.secret("password-file");
        var judge = new Judge(login(flags.text("serving"), password), login(flags.text("other"), password));
        var rows = new Rows(ledger);
        var wrong = new ArrayList<String>();
        for (String database : flags.list("databases")) {
            try (Connection here = judge.serving.open(database);
                    Connection there = judge.other.open(database)) {
                if (!judge.drained(here, there)) {
                    wrong.add(database + ": the stream to the other server has not drained");
                }
                for (String table : TABLES) {
                    String one = hash(here, table);
                    String two = hash(there, table);
                    if (!one.equals(two)) {
                        wrong.add(database + "." + table + " differs: " + one + " here, " + two + " there");
                    }
                }
                if (!balanced(here)) {
                    wrong.add(database + ": the balances are not the sum of the history");
                }
                rows.read(here);
            }
        }
        return Verdict.of(ledger, rows, wrong);
    }

    private static Login login(String server, String password) {
        return new Login("jdbc:postgresql://" + server + "/{database}", "postgres", password);
    }

    /** Changes arrive in the order of their commits: when the last has arrived, all have. */
    private boolean drained(Connection here, Connection there) throws SQLException, InterruptedException {
        String mark = text(here, "UPDATE bench.mark SET made = clock_timestamp() RETURNING made::text");
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (!mark.equals(text(there, "SELECT made::text FROM bench.mark"))) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return true;
    }

    /** The number of rows and a sum over the hashes of their texts, which does not depend on their order. */
    private static String hash(Connection connection, String table) throws SQLException {
        return text(
                connection,
                "SELECT count(*) || ' rows, hash ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
                        + " FROM bench." + table + " AS t");
    }

    private static boolean balanced(Connection connection) throws SQLException {
        return "t"
                .equals(text(
                        connection,
                        "SELECT (SELECT coalesce(sum(abalance), 0) FROM bench.accounts)"
                                + " = (SELECT coalesce(sum(delta), 0) FROM bench.history)"));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var question = connection.createStatement();
                var row = question.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
