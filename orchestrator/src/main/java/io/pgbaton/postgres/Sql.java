package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is sent to a server: the statements, and the same statements as they may be shown, with every secret replaced by
 * {@code ****}. The dry run shows the very object that a run would send.
 *
 * @param feeds where the rows come from for statements that are a {@code COPY … FROM STDIN}, by their number from 0
 */
public record Sql(List<String> statements, List<String> shown, Mode mode, Map<Integer, Feed> feeds) {
    /** How several statements hang together. */
    public enum Mode {
        /** One transaction around all of them. */
        ATOMIC,
        /** Each its own transaction, in order: for what PostgreSQL refuses inside a transaction block. */
        EACH,
        /**
         * One message with everything in it, BEGIN and COMMIT included, so that it costs a single round trip: for what is done
         * while clients wait. What stands outside of BEGIN and COMMIT shares one transaction with its neighbours.
         */
        MESSAGE
    }

    /** Rows that are read on another server while they are written: a {@code COPY … TO STDOUT}. */
    public record Feed(Place from, String copy) {}

    public Sql {
        statements = List.copyOf(statements);
        shown = List.copyOf(shown);
        feeds = Map.copyOf(feeds);
    }

    /** Statements that bring all they need along. */
    public Sql(List<String> statements, List<String> shown, Mode mode) {
        this(statements, shown, mode, Map.of());
    }

    /** A {@code COPY … FROM STDIN} and whose rows it gets; as many must be written as were read. */
    public static Sql fed(String copy, Feed feed) {
        return new Sql(
                List.of(copy),
                List.of(copy + " -- the rows of " + feed.from() + ": " + feed.copy()),
                Mode.ATOMIC,
                Map.of(0, feed));
    }

    /** Statements in one transaction. */
    public static Sql of(String... statements) {
        return new Sql(List.of(statements), List.of(statements), Mode.ATOMIC);
    }

    /** Statements in one transaction. */
    public static Sql of(List<String> statements) {
        return new Sql(statements, statements, Mode.ATOMIC);
    }

    /** Statements that each commit by themselves; every one of them must be repeatable after a crash. */
    public static Sql each(String... statements) {
        return new Sql(List.of(statements), List.of(statements), Mode.EACH);
    }

    /** Statements that are sent as one message, with a BEGIN and a COMMIT among them wherever they want one. */
    public static Sql message(String... statements) {
        return new Sql(List.of(statements), List.of(statements), Mode.MESSAGE);
    }

    /** A statement with a secret inside, and how it is shown. */
    public static Sql secret(String statement, String shown) {
        return new Sql(List.of(statement), List.of(shown), Mode.ATOMIC);
    }

    /** The same, kept out of the server's log; only a superuser may do that (DOMAIN I-01). */
    public Sql unlogged() {
        return Sql.of(
                        "SET LOCAL log_statement = 'none'",
                        "SET LOCAL log_min_duration_statement = -1",
                        "SET LOCAL log_min_error_statement = 'panic'")
                .then(this);
    }

    /**
     * The transactions of a message, to be tried and rolled back: the server then has everything at hand, and refuses what it
     * would refuse. What stands outside of BEGIN and COMMIT is left out. Nothing is left of other modes.
     */
    public Sql rehearsal() {
        List<String> tried = new ArrayList<>();
        boolean within = false;
        for (String statement : mode == Mode.MESSAGE ? statements : List.<String>of()) {
            within = within || statement.equals("BEGIN");
            if (within) {
                tried.add(statement.equals("COMMIT") ? "ROLLBACK" : statement);
            }
            within = within && !statement.equals("COMMIT");
        }
        return new Sql(tried, tried, Mode.MESSAGE);
    }

    /** These statements and then the other ones, in this one's mode. */
    public Sql then(Sql next) {
        Map<Integer, Feed> all = new HashMap<>(feeds);
        next.feeds.forEach((number, feed) -> all.put(statements.size() + number, feed));
        return new Sql(joined(statements, next.statements), joined(shown, next.shown), mode, all);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /** The statements as they may be shown, each closed by a semicolon. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String statement : shown) {
            String one = statement.strip();
            text.append(text.isEmpty() ? "" : "\n").append(one).append(one.endsWith(";") ? "" : ";");
        }
        return text.toString();
    }
}
