package io.pgbaton.postgres;

/**
 * A sequence and where it stands: its last value, and whether that was given out already. It covers what sessions have
 * cached (DOMAIN D.5).
 */
public record Sequence(
        TableName name, long increment, long minimum, long maximum, boolean cycle, long lastValue, boolean called) {
    /** A position that setval sets. */
    public record Position(long value, boolean called) {}

    /** From a row of {@code sequences} and the position read from the sequence itself. */
    public static Sequence of(Row row, long lastValue, boolean called) {
        return new Sequence(
                nameOf(row),
                row.number("increment"),
                row.number("minimum"),
                row.number("maximum"),
                row.flag("cycle"),
                lastValue,
                called);
    }

    public static TableName nameOf(Row row) {
        return new TableName(row.text("schema"), row.text("name"));
    }

    /**
     * The position {@code margin} increments further on. A sequence that was never used stays exactly where it is. One that
     * cycles, and one that has too little left for the margin, gets exactly the other server's position: it is right, since
     * nobody writes while it is read, and more would exhaust it (D-30 to D-35).
     */
    public Position advanced(long margin) {
        if (!called) {
            return new Position(lastValue, false);
        }
        return new Position(cycle || margin > stepsLeft() ? lastValue : lastValue + margin * increment, true);
    }

    /** How many more values it can give out before its bound. */
    public long stepsLeft() {
        long step = Math.abs(increment);
        // Unsigned: the distance between two longs may not fit into one.
        long distance = increment > 0 ? maximum - lastValue : lastValue - minimum;
        long steps = Long.divideUnsigned(distance, step);
        return steps < 0 ? Long.MAX_VALUE : steps;
    }
}
