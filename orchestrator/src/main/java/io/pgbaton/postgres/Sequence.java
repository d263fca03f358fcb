package io.pgbaton.postgres;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A sequence as it is defined, and the arithmetic of setting it ahead (DOMAIN D.5). Margins, distances and room are counted
 * in increments: the next value is one increment away, whatever its sign and size.
 *
 * @param oid on the server that it was read from
 * @param revision changes with the definition
 * @param column the column whose default it is
 * @param called whether it had ever given out a value when it was listed
 */
public record Sequence(
        TableName name,
        long oid,
        String revision,
        String type,
        long start,
        long increment,
        long minimum,
        long maximum,
        long cache,
        boolean cycle,
        Kind kind,
        @Nullable Column column,
        boolean mayRead,
        boolean maySet,
        boolean called) {
    /** How a sequence came to be. */
    public enum Kind {
        /** Made by serial, or OWNED BY a column. */
        SERIAL,
        /** Made by GENERATED … AS IDENTITY. */
        IDENTITY,
        /** Belongs to no column. */
        FREE
    }

    /** Where a sequence stands: the last value, and whether that was given out or is still to come. */
    public record Position(long value, boolean called) {
        /** For example {@code 4711}, or {@code 1 (never called)}. */
        @Override
        public String toString() {
            return called ? Long.toString(value) : value + " (never called)";
        }
    }

    /** How far sequences are set ahead, and how many values each keeps if it can, or a tenth of all where that is less. */
    public record Ahead(long margin, long leastRoom) {}

    /** The column that a sequence belongs to. @param indexed whether its greatest value can be had from an index */
    public record Column(TableName table, String name, boolean indexed) {}

    /** From a row of {@code sequences}. */
    public static Sequence of(Row row) {
        String table = row.maybe("table_name");
        return new Sequence(
                new TableName(row.text("schema"), row.text("name")),
                row.number("oid"),
                row.text("revision"),
                row.text("type"),
                row.number("start"),
                row.number("increment"),
                row.number("minimum"),
                row.number("maximum"),
                row.number("cache"),
                row.flag("cycle"),
                Kind.valueOf(row.text("kind").toUpperCase(java.util.Locale.ROOT)),
                table == null
                        ? null
                        : new Column(
                                new TableName(row.text("table_schema"), table),
                                row.text("column_name"),
                                row.flag("indexed")),
                row.flag("may_read"),
                row.flag("may_set"),
                row.flag("called"));
    }

    /** What CREATE SEQUENCE says of it; the same on both servers unless somebody changed one of them (D-37). */
    public String definition() {
        return type + ", start " + start + ", increment " + increment + ", minimum " + minimum + ", maximum " + maximum
                + ", cache " + cache + (cycle ? ", cycle" : "");
    }

    /** Whether the other one has the same {@link #definition}. */
    public boolean sameDefinition(Sequence other) {
        return increment == other.increment
                && minimum == other.minimum
                && maximum == other.maximum
                && start == other.start
                && cache == other.cache
                && cycle == other.cycle
                && type.equals(other.type);
    }

    /**
     * How much of the margin can be had from here. Setting it ahead never uses a sequence up: it takes at most half of what
     * is left, and nothing of the least (D-34); of one that cycles at most a tenth of its round, so that a value comes again
     * not much sooner than it would have (D-35); and nothing of one that was never called (D-30).
     */
    public long fitting(Position now, Ahead ahead) {
        if (!now.called()) {
            return 0;
        }
        if (cycle) {
            return Math.min(ahead.margin(), steps(first()) / 10);
        }
        long left = steps(now.value());
        return Math.min(ahead.margin(), Math.min(left / 2, Math.max(0, left - least(ahead))));
    }

    /**
     * The position a margin further on, as far as that fits. It is where as many calls of nextval would lead, so
     * that residues of interleaved sequences are kept (D-31 to D-35).
     */
    public Position advanced(Position now, Ahead ahead) {
        long by = fitting(now, ahead);
        if (!now.called() || by <= steps(now.value())) {
            // What overflows on the way comes back: the sum lies within the bounds.
            return new Position(now.value() + by * increment, now.called());
        }
        return new Position(first() + (by - steps(now.value()) - 1) * increment, true);
    }

    /** How many more values it can give out before its bound, or before it starts anew. */
    public long room(Position now) {
        long steps = steps(now.value());
        return now.called() || steps == Long.MAX_VALUE ? steps : steps + 1;
    }

    /** Fewer values than this should never be left: one at least. */
    public long least(Ahead ahead) {
        return Math.max(1, Math.min(ahead.leastRoom(), steps(first()) / 10));
    }

    /**
     * The position after {@code floor}, a value found in the column, on the grid of this sequence: rows were written past
     * it with keys of their own (D-36). Nothing where the floor is not ahead, or where more than half of what is left would
     * be lost to it.
     */
    public OptionalLong raised(Position now, long floor) {
        boolean ahead = increment > 0 ? floor > now.value() : floor < now.value();
        boolean within = floor >= minimum && floor <= maximum;
        if (!now.called() || cycle || !ahead || !within) {
            return OptionalLong.empty();
        }
        long distance = increment > 0 ? floor - now.value() : now.value() - floor;
        long step = Math.abs(increment);
        long by = Long.divideUnsigned(distance, step) + (Long.remainderUnsigned(distance, step) == 0 ? 0 : 1);
        return by >= 0 && by <= steps(now.value()) / 2
                ? OptionalLong.of(now.value() + by * increment)
                : OptionalLong.empty();
    }

    /**
     * Whether a sequence that stands {@code there} is far enough ahead of one that stands at {@code now}: exactly where it is
     * wanted or, called for called, on the same grid and at least half the margin and not more than it ahead.
     */
    public boolean covers(Position there, Position now, Ahead ahead) {
        if (there.equals(advanced(now, ahead))) {
            return true;
        }
        if (cycle || !now.called() || !there.called()) {
            return false;
        }
        long whole = fitting(now, ahead);
        OptionalLong distance = distance(now.value(), there.value());
        return distance.isPresent() && distance.getAsLong() <= whole && distance.getAsLong() >= whole - whole / 2;
    }

    /** Increments from one value to another; nothing where no number of increments leads there. */
    public OptionalLong distance(long from, long to) {
        boolean behind = increment > 0 ? to < from : to > from;
        long distance = increment > 0 ? to - from : from - to;
        long step = Math.abs(increment);
        if (behind || Long.remainderUnsigned(distance, step) != 0) {
            return OptionalLong.empty();
        }
        long steps = Long.divideUnsigned(distance, step);
        return steps < 0 ? OptionalLong.empty() : OptionalLong.of(steps);
    }

    private long first() {
        return increment > 0 ? minimum : maximum;
    }

    /** Increments from the value to the bound. */
    private long steps(long value) {
        // Unsigned: the distance between two longs may not fit into one.
        long distance = increment > 0 ? maximum - value : value - minimum;
        long steps = Long.divideUnsigned(distance, Math.abs(increment));
        return steps < 0 ? Long.MAX_VALUE : steps;
    }
}
