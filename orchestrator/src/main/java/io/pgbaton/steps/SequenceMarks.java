package io.pgbaton.steps;

import io.pgbaton.plan.Margin;
import io.pgbaton.postgres.Sequence;
import io.pgbaton.postgres.TableName;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What was settled for the sequences of one database before the pause, so that the pause settles the same.
 *
 * @param plan's margin
 * @param rates increments per second, measured; what was not measured counts as 0
 * @param seconds the longest pause that may be
 * @param sessions of clients in the database
 * @param keys the greatest keys in the columns of sequences on the side that takes over, the least ones of those that count down
 */
record SequenceMarks(
        Margin margin, Map<TableName, Double> rates, double seconds, long sessions, Map<TableName, Long> keys) {
    /** No margin that is chosen by itself is less. */
    private static final long LEAST = 1000;

    /** Increments by which the sequence is to be set ahead, if that fits (D-33). */
    long margin(Sequence sequence) {
        Long fixed = margin.increments();
        if (fixed != null) {
            return fixed;
        }
        double expected = Math.ceil(2 * rates.getOrDefault(sequence.name(), 0.0) * seconds);
        return Math.max(LEAST, Math.max((long) expected, cached(sequence)));
    }

    private long cached(Sequence sequence) {
        try {
            return Math.multiplyExact(sequence.cache(), sessions);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The key found in its column. */
    OptionalLong key(Sequence sequence) {
        Long key = keys.get(sequence.name());
        return key == null ? OptionalLong.empty() : OptionalLong.of(key);
    }
}
