package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * What is sent to a server: the statements, and the same statements as they may be shown, with every secret replaced by
 * {@code ****}. The dry run shows the very object that a run would send.
 */
public record Sql(List<String> statements, List<String> shown, Mode mode) {
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

    public Sql {
        statements = List.copyOf(statements);
        shown = List.copyOf(shown);
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
        return new Sql(joined(statements, next.statements), joined(shown, next.shown), mode);
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
