package io.pgbaton.postgres;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question with the answer yes or no, asked of the servers and never changing them. */
public sealed interface Probe permits Probe.Holds, Probe.Same, Probe.Reaches, Probe.Loads, Probe.Allows {
    /** What is true when the answer is yes, as a sentence. */
    String sentence();

    /** What to do when the answer is no; null where nothing can be done by hand. */
    @Nullable
    String remedy();

    /** The same question with the advice for a no. */
    Probe orElse(String advice);

    /**
     * One query on one server. Its first column is the answer; a second column, if any, is text that tells what was found, a
     * third one a number that tells how much is left until the answer is yes, infinity if it never will be. No row counts as no.
     */
    record Holds(
            Place at, String sql, String sentence, @Nullable String remedy) implements Probe {
        @Override
        public Holds orElse(String advice) {
            return new Holds(at, sql, sentence, advice);
        }
    }

    /** Two queries whose first columns must be the same set of texts: for what only both servers together can tell. */
    record Same(
            Place left,
            String leftSql,
            Place right,
            String rightSql,
            String sentence,
            @Nullable String remedy) implements Probe {
        @Override
        public Same orElse(String advice) {
            return new Same(left, leftSql, right, rightSql, sentence, advice);
        }
    }

    /**
     * Whether one server reaches the other as a subscriber does: asked by making a subscription and rolling it back. It
     * uses up a transaction id, so a dry run does not ask it.
     */
    record Reaches(
            Place from,
            Conninfo to,
            String sentence,
            @Nullable String remedy) implements Probe {
        @Override
        public Reaches orElse(String advice) {
            return new Reaches(from, to, sentence, advice);
        }
    }

    /**
     * Whether a schema can be loaded, and is the same then: asked by loading it into a database that is made for it and
     * dropped again, in a transaction that is rolled back. What is not the same is told with a yes. A dry run does not ask it.
     *
     * @param at whose server it is
     * @param database its name; one that exists already is not touched, and counts as no
     * @param locale the options of CREATE DATABASE for encoding and locale
     * @param schema what is loaded, in one transaction; of what fails the shown form is told
     * @param expected what it should be then
     */
    record Loads(
            Place at,
            String database,
            String locale,
            Sql schema,
            SchemaFingerprint expected,
            String sentence,
            @Nullable String remedy)
            implements Probe {
        @Override
        public Loads orElse(String advice) {
            return new Loads(at, database, locale, schema, expected, sentence, advice);
        }
    }

    /**
     * Whether our role may do something: asked by doing it in a transaction that is rolled back, with a short lock_timeout. Only
     * what takes no lock that clients could meet is asked so. A dry run does not ask it.
     *
     * @param rights what reading the catalogs finds where the answer is no
     * @param sql what is done
     */
    record Allows(
            Place at,
            List<Right> rights,
            Sql sql,
            Duration lockTimeout,
            String sentence,
            @Nullable String remedy) implements Probe {
        public Allows {
            rights = List.copyOf(rights);
        }

        @Override
        public Allows orElse(String advice) {
            return new Allows(at, rights, sql, lockTimeout, sentence, advice);
        }
    }

    /** What is found where a right is missing: the id of a check, and whom it is about. */
    record Right(String check, String subject) {}

    /** A question to one server. */
    static Holds holds(Place at, String sentence, String sql) {
        return new Holds(at, sql, sentence, null);
    }
}
