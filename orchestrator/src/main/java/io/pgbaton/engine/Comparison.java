package io.pgbaton.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pgbaton.postgres.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison of both servers found.
 *
 * @param basis what of both servers was compared
 * @param publisher whose rows are right: where clients write
 * @param begun when the oldest of what was compared was read; an interrupted comparison goes on with what it has
 * @param passage of the upgrade in which it was made
 */
public record Comparison(
        String upgrade, Basis basis, Server publisher, long passage, Instant begun, Instant ended, List<Table> tables) {
    /** The kind of event that a comparison is in the history. */
    static final String COMPARED = "COMPARED";

    private static final String UNDECIDED =
            " written each time of looking; compare again when less is written, or raise compare.rounds";

    public Comparison {
        tables = List.copyOf(tables);
    }

    /** What of both servers is compared. */
    public enum Basis {
        /**
         * They as they are while rows are written. Nothing on the publisher is compared with a moment on the subscriber: every row
         * that is not on its way is on both sides, or is named (DOMAIN G-01).
         */
        LIVE,
        /** They as they were in the pause of a switch: exact (DOMAIN G-03). */
        AT_SWITCH
    }

    /** What is the matter with a row, seen from the subscriber. */
    public enum Kind {
        /** The publisher alone has it. */
        MISSING,
        /** The subscriber alone has it. */
        EXTRA,
        /** Both have the key, and other values with it. */
        DIFFERS
    }

    /**
     * A row that is not the same on both sides.
     *
     * @param key the text of each key column; of a table without a key, the hash of the row
     * @param columns whose values differ; none unless both sides have the row
     */
    public record Difference(Kind kind, List<String> key, List<String> columns) {
        public Difference {
            key = List.copyOf(key);
            columns = List.copyOf(columns);
        }
    }

    /** What can be said of a table, or of all of them: the worst of it. */
    public enum Verdict {
        /** Every row was compared and is on both sides. */
        SAME,
        /** Nothing is known to differ, but not every row was decided: proved is neither. */
        UNDECIDED,
        /** A row or the structure is not the same on both sides. */
        DIFFERENT
    }

    /**
     * What was found in one table.
     *
     * @param verdict UNDECIDED also where the table was not compared, or not all of it
     * @param method how rows were hashed
     * @param key the names of the key's columns; none where the table has no key
     * @param rows on the publisher
     * @param differing rows that are not the same; at least so many, where {@code more} is set
     * @param undecided rows that were written each time they were looked at, so that no two looks fit together
     * @param more whether there were more differences than are followed up
     * @param differences the first of them
     * @param problem what is not the same besides rows, or why the table was not compared, or not all of it; null if it was
     */
    public record Table(
            String database,
            String table,
            Verdict verdict,
            String method,
            List<String> key,
            long rows,
            int ranges,
            long differing,
            long undecided,
            boolean more,
            List<Difference> differences,
            @Nullable String problem) {
        public Table {
            key = List.copyOf(key);
            differences = List.copyOf(differences);
        }

        /** Whether the subscriber has what the publisher has. */
        @JsonProperty("same")
        public boolean same() {
            return verdict == Verdict.SAME;
        }

        Table naming(int most) {
            return new Table(
                    database,
                    table,
                    verdict,
                    method,
                    key,
                    rows,
                    ranges,
                    differing,
                    undecided,
                    more,
                    differences.subList(0, Math.min(most, differences.size())),
                    problem);
        }
    }

    /** The same with no more than so many differences of each table. */
    public Comparison naming(int most) {
        return new Comparison(
                upgrade,
                basis,
                publisher,
                passage,
                begun,
                ended,
                tables.stream().map(table -> table.naming(most)).toList());
    }

    /** Whether every table was compared, every row decided, and no row differs. */
    @JsonProperty("same")
    public boolean same() {
        return verdict() == Verdict.SAME;
    }

    /** The worst of its tables. */
    @JsonProperty("verdict")
    public Verdict verdict() {
        return tables.stream()
                .map(Table::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.SAME);
    }

    public long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    public long differing() {
        return tables.stream().mapToLong(Table::differing).sum();
    }

    public long undecided() {
        return tables.stream().mapToLong(Table::undecided).sum();
    }

    public Duration took() {
        return Duration.between(begun, ended);
    }

    /** The outcome in one sentence. */
    public String sentence() {
        long problems = tables.stream().filter(table -> table.problem() != null).count();
        return tables.size() + (tables.size() == 1 ? " table" : " tables") + " with " + rows() + " rows compared, "
                + publisher.word() + " to "
                + publisher.other().word()
                + (basis == Basis.AT_SWITCH ? ", as they were at the switch: " : ": ") + found()
                + (problems == 0 ? "" : ", " + problems + (problems == 1 ? " table" : " tables") + " with a problem")
                + (undecided() == 0
                        ? ""
                        : ", " + undecided() + (undecided() == 1 ? " row was" : " rows were") + UNDECIDED);
    }

    private String found() {
        switch (verdict()) {
            case SAME:
                return "no difference";
            case UNDECIDED:
                return "not decided";
            default:
                return differing() + (differing() == 1 ? " row differs" : " rows differ");
        }
    }
}
