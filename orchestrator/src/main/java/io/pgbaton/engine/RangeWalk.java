package io.pgbaton.engine;

import io.pgbaton.engine.Journal.ComparedRange;
import io.pgbaton.postgres.KeyRange;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.TableContents;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts tables into ranges, one at a time, as they are needed. The bounds are keys of the publisher; both sides are asked for
 * the same range, and together the ranges hold every key there can be. What an interrupted comparison has cut is not cut
 * anew, and what it has compared is not given out again.
 */
final class RangeWalk {
    /** A range of a table that is to be compared. */
    record Task(ComparedTable table, int ordinal, KeyRange range) {}

    /** No row takes less room in a table, its pointer included. */
    private static final long BYTES_PER_ROW = 28;

    private final Deque<ComparedTable> tables;
    private final Function<ComparedTable, List<ComparedRange>> kept;
    private final int rowsPerRange;
    private final Duration limit;
    private final Deque<ComparedRange> before = new ArrayDeque<>();
    private @Nullable ComparedTable table;
    private KeyRange last = KeyRange.ALL;
    private int ordinal;

    /** @param kept the ranges that were cut before, by their ordinal */
    RangeWalk(
            List<ComparedTable> tables,
            Function<ComparedTable, List<ComparedRange>> kept,
            int rowsPerRange,
            Duration limit) {
        this.tables = new ArrayDeque<>(tables);
        this.kept = kept;
        this.rowsPerRange = rowsPerRange;
        this.limit = limit;
    }

    /** The next range, found out by a session of the publisher; null when there are no more. */
    synchronized @Nullable Task next(Reader publisher) {
        while (true) {
            if (table == null || table.isSkipped()) {
                table = tables.poll();
                if (table == null) {
                    return null;
                }
                begin(table);
                continue;
            }
            ComparedTable current = table;
            ComparedRange old = before.poll();
            KeyRange range;
            try {
                range = old == null ? cut(current.publisher(), publisher) : old.range();
            } catch (PostgresException e) {
                if (SqlState.connectionLost(e.sqlState())) {
                    throw e;
                }
                current.skip("its ranges cannot be told: " + e.getMessage());
                continue;
            }
            Task task = new Task(current, ordinal++, range);
            last = range;
            if (range.to() == null) {
                table = null;
            }
            if (old == null || !old.done()) {
                return task;
            }
            current.add(old.rows(), old.suspects());
        }
    }

    /** Gives out no more; returns the tables that are not done. */
    synchronized List<ComparedTable> end() {
        List<ComparedTable> left = new ArrayList<>(tables);
        if (table != null) {
            left.add(table);
        }
        tables.clear();
        table = null;
        return left;
    }

    private void begin(ComparedTable next) {
        last = new KeyRange(null, null);
        ordinal = 0;
        before.clear();
        before.addAll(kept.apply(next));
    }

    private KeyRange cut(TableContents contents, Reader publisher) {
        boolean whole = !contents.keyed()
                || !contents.ranged()
                || (table != null && table.bytes() / BYTES_PER_ROW <= rowsPerRange);
        if (whole && last.to() == null) {
            return KeyRange.ALL;
        }
        KeyRange rest = new KeyRange(last.to(), null);
        List<Row> bound = publisher.query(contents.boundary(rest, rowsPerRange), limit);
        return bound.isEmpty() ? rest : new KeyRange(last.to(), contents.keyOf(bound.get(0)));
    }
}
