package io.pgbaton.engine;

import io.pgbaton.engine.Comparison.Verdict;
import io.pgbaton.postgres.RecordHash;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.RowHash;
import io.pgbaton.postgres.TableColumn;
import io.pgbaton.postgres.TableContents;
import io.pgbaton.postgres.TextHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One table while it is compared: the questions to both sides, and what was found so far. Any thread may use it. */
final class ComparedTable {
    /** More differing rows than this are not followed one by one. */
    private static final int MOST_SUSPECTS = 20_000;

    /** A row that was not the same on both sides, and how often, since it was last written. */
    static final class Suspect {
        final List<String> key;
        /** Looks in a row at which the publisher's row stood still and the subscriber had another one, or none. */
        int proven;
        /** Looks at which the publisher's row was being written. */
        int written;

        @Nullable
        Long publisher;

        @Nullable
        Long subscriber;

        Suspect(List<String> key) {
            this.key = key;
        }
    }

    private final String database;
    private final long expected;
    private final long bytes;
    private final TextHash text;
    private final Map<List<String>, Suspect> suspects = new LinkedHashMap<>();
    private TableContents publisher;
    private TableContents subscriber;
    private long rows;
    private int ranges;
    private boolean more;
    private @Nullable String problem;
    private boolean skipped;
    private boolean different;

    /** @param problem what is not the same besides the rows of the columns that both sides have; null if nothing is */
    ComparedTable(
            String database,
            TableContents publisher,
            TableContents subscriber,
            long expected,
            long bytes,
            TextHash text,
            @Nullable String problem) {
        this.database = database;
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.expected = expected;
        this.bytes = bytes;
        this.text = text;
        this.problem = problem;
        this.different = problem != null;
    }

    String database() {
        return database;
    }

    long expected() {
        return expected;
    }

    long bytes() {
        return bytes;
    }

    synchronized TableContents publisher() {
        return publisher;
    }

    synchronized TableContents subscriber() {
        return subscriber;
    }

    /** The questions about single rows: where there is a key, never by a hash that only seemed to be the same everywhere. */
    synchronized TableContents rowsOf(TableContents side) {
        return side.keyed() ? side.hashedBy(text) : side;
    }

    TextHash text() {
        return text;
    }

    synchronized boolean isFast() {
        return publisher.hash() instanceof RecordHash;
    }

    /** From here on rows are hashed as text. */
    synchronized void goByText() {
        publisher = publisher.hashedBy(text);
        subscriber = subscriber.hashedBy(text);
    }

    /** Forgets what was found, so that the table can be compared anew. */
    synchronized void beginAnew() {
        suspects.clear();
        rows = 0;
        ranges = 0;
        more = false;
    }

    /** A range was compared. */
    synchronized void add(long rowsCompared, Collection<List<String>> differing) {
        rows += rowsCompared;
        ranges++;
        for (List<String> key : differing) {
            if (suspects.size() < MOST_SUSPECTS) {
                suspects.putIfAbsent(key, new Suspect(key));
            } else {
                more = true;
            }
        }
    }

    synchronized void tooMany() {
        more = true;
    }

    /** It cannot be compared, or not all of it. */
    synchronized void skip(String why) {
        problem = why;
        skipped = true;
    }

    /** There is nothing to compare it with. */
    synchronized void isAlone(String where) {
        skip("the table is on the " + where + " alone");
        different = true;
    }

    synchronized boolean isSkipped() {
        return skipped;
    }

    synchronized long rows() {
        return rows;
    }

    synchronized List<Suspect> suspects() {
        return new ArrayList<>(suspects.values());
    }

    synchronized void clear(Suspect suspect) {
        suspects.remove(suspect.key);
    }

    /** The key and what stands for the row, of each row of an answer. */
    static Map<List<String>, Long> rows(TableContents contents, List<Row> answer) {
        Map<List<String>, Long> rows = new LinkedHashMap<>();
        answer.forEach(row -> rows.put(contents.keyOf(row), row.number("value")));
        return rows;
    }

    synchronized Comparison.Table result(List<Comparison.Difference> differences, long differing, long undecided) {
        RowHash hash = publisher.hash();
        return new Comparison.Table(
                database,
                publisher.table().toString(),
                differing > 0 || different
                        ? Verdict.DIFFERENT
                        : undecided > 0 || skipped ? Verdict.UNDECIDED : Verdict.SAME,
                hash.word(),
                publisher.key().stream().map(TableColumn::name).toList(),
                rows,
                ranges,
                differing,
                undecided,
                more,
                differences,
                problem);
    }
}
