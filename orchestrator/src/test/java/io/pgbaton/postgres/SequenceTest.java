package io.pgbaton.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.Sequence.Ahead;
import io.pgbaton.postgres.Sequence.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Arithmetic of sequences against what nextval would do, for every small sequence and for the largest ones. */
class SequenceTest {
    private static final List<Ahead> MARGINS = List.of(
            new Ahead(0, 0),
            new Ahead(1, 0),
            new Ahead(2, 5),
            new Ahead(3, 0),
            new Ahead(7, 1000),
            new Ahead(30, 2),
            new Ahead(1000, 0));

    /** Every combination of sign and size of the increment, of bounds, and of cycle. */
    static List<Sequence> sequences() {
        List<Sequence> sequences = new ArrayList<>();
        for (long increment : new long[] {1, 2, 5, -1, -3, 40, -40}) {
            for (long[] bounds : new long[][] {{1, 25}, {-7, 12}, {-60, -1}, {0, 0}, {-20, 200}}) {
                for (boolean cycle : new boolean[] {false, true}) {
                    sequences.add(sequence(increment, bounds[0], bounds[1], cycle));
                }
            }
        }
        return sequences;
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void one_that_was_never_called_stays_where_it_is(Sequence sequence) {
        for (long value = sequence.minimum(); value <= sequence.maximum(); value++) {
            Position now = new Position(value, false);
            for (Ahead margin : MARGINS) {
                assertThat(sequence.advanced(now, margin)).isEqualTo(now);
                assertThat(sequence.fitting(now, margin)).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void it_is_set_where_calls_of_nextval_would_lead(Sequence sequence) {
        for (long value = sequence.minimum(); value <= sequence.maximum(); value++) {
            Position now = new Position(value, true);
            for (Ahead margin : MARGINS) {
                Position expected = now;
                for (long i = 0; i < sequence.fitting(now, margin); i++) {
                    expected = new Position(next(sequence, expected).orElseThrow(), true);
                }
                assertThat(sequence.advanced(now, margin)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void the_margin_is_reduced_before_it_takes_more_than_half_of_what_is_left(Sequence sequence) {
        for (long value = sequence.minimum(); value <= sequence.maximum(); value++) {
            Position now = new Position(value, true);
            long room = sequence.cycle() ? Long.MAX_VALUE : valuesLeft(sequence, now);
            for (Ahead margin : MARGINS) {
                Position then = sequence.advanced(now, margin);
                if (sequence.cycle()) {
                    assertThat(sequence.fitting(now, margin)).isLessThanOrEqualTo(round(sequence) / 10);
                } else {
                    assertThat(sequence.room(now)).isEqualTo(room);
                    assertThat(sequence.fitting(now, margin))
                            .isEqualTo(Math.min(
                                    margin.margin(), Math.min(room / 2, Math.max(0, room - sequence.least(margin)))));
                    assertThat(sequence.room(then)).isEqualTo(room - sequence.fitting(now, margin));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void what_covers_a_position_never_gives_out_again_what_was_given_out(Sequence sequence) {
        for (long value = sequence.minimum(); value <= sequence.maximum(); value++) {
            for (boolean called : new boolean[] {false, true}) {
                Position now = new Position(value, called);
                Set<Long> coming = sequence.cycle() ? Set.of() : coming(sequence, now);
                for (Ahead margin : MARGINS) {
                    assertThat(sequence.covers(sequence.advanced(now, margin), now, margin))
                            .isTrue();
                    for (long other = sequence.minimum(); other <= sequence.maximum(); other++) {
                        for (boolean otherCalled : new boolean[] {false, true}) {
                            Position there = new Position(other, otherCalled);
                            if (!sequence.covers(there, now, margin)) {
                                continue;
                            }
                            assertThat(there.called()).isEqualTo(called);
                            if (sequence.cycle() || !called) {
                                assertThat(there).isEqualTo(sequence.advanced(now, margin));
                            } else {
                                assertThat(coming).containsAll(coming(sequence, there));
                                long ahead = sequence.distance(value, other).orElseThrow();
                                assertThat(2 * ahead)
                                        .isBetween(sequence.fitting(now, margin), 2 * sequence.fitting(now, margin));
                            }
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void it_is_raised_past_a_key_on_its_own_grid_unless_that_costs_more_than_half_of_what_is_left(Sequence sequence) {
        for (long value = sequence.minimum(); value <= sequence.maximum(); value++) {
            Position now = new Position(value, true);
            for (long key = sequence.minimum() - 3; key <= sequence.maximum() + 3; key++) {
                OptionalLong raised = sequence.raised(now, key);
                assertThat(sequence.raised(new Position(value, false), key)).isEmpty();
                if (raised.isEmpty()) {
                    continue;
                }
                assertThat(sequence.cycle()).isFalse();
                assertThat(coming(sequence, now)).contains(raised.getAsLong());
                assertThat(coming(sequence, new Position(raised.getAsLong(), true)))
                        .doesNotContain(key)
                        .hasSizeGreaterThanOrEqualTo(coming(sequence, now).size() / 2);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 9223372036854775807, 9223372036854774807, 500",
        "1, 9223372036854775807, 9223372036854775807, 0",
        "1, 9223372036854775807, -9223372036854775808, 1000",
        "-1, 9223372036854775807, -9223372036854775808, 0",
        "-1, 9223372036854775807, 9223372036854775807, 1000",
        "9223372036854775807, 9223372036854775807, -9223372036854775808, 1",
        "-9223372036854775807, 9223372036854775807, 9223372036854775807, 1",
        "1, 2147483647, 2147483600, 23",
        "1, 32767, 32766, 0"
    })
    void the_largest_numbers_do_not_overflow(long increment, long maximum, long value, long fits) {
        Sequence sequence = sequence(increment, Long.MIN_VALUE, maximum, false);
        Position now = new Position(value, true);

        assertThat(sequence.fitting(now, new Ahead(1000, 0))).isEqualTo(fits);
        Position then = sequence.advanced(now, new Ahead(1000, 0));
        assertThat(sequence.distance(value, then.value())).hasValue(fits);
        assertThat(then.value()).isBetween(sequence.minimum(), maximum);
        assertThat(sequence.covers(then, now, new Ahead(1000, 0))).isTrue();
    }

    @Test
    void fewer_than_the_least_or_a_tenth_of_all_values_should_not_be_left_and_one_always() {
        assertThat(sequence(1, 1, 3, false).least(new Ahead(0, 1000))).isEqualTo(1);
        assertThat(sequence(1, 1, 101, false).least(new Ahead(0, 1000))).isEqualTo(10);
        assertThat(sequence(-1, -32768, 32767, false).least(new Ahead(0, 1000))).isEqualTo(1000);
        assertThat(sequence(1, 1, Long.MAX_VALUE, false).least(new Ahead(0, 0))).isEqualTo(1);
    }

    @Test
    void values_off_the_grid_are_at_no_distance() {
        Sequence odd = sequence(2, 1, 1000, false);
        assertThat(odd.distance(11, 21)).hasValue(5);
        assertThat(odd.distance(11, 20)).isEmpty();
        assertThat(odd.distance(11, 9)).isEmpty();
        assertThat(odd.covers(new Position(2, true), new Position(1, true), new Ahead(1, 0)))
                .isFalse();
    }

    /** What the next call of nextval returns; nothing where it fails. */
    private static OptionalLong next(Sequence sequence, Position now) {
        if (!now.called()) {
            return OptionalLong.of(now.value());
        }
        long next = now.value() + sequence.increment();
        if (next >= sequence.minimum() && next <= sequence.maximum()) {
            return OptionalLong.of(next);
        }
        return sequence.cycle()
                ? OptionalLong.of(sequence.increment() > 0 ? sequence.minimum() : sequence.maximum())
                : OptionalLong.empty();
    }

    private static Set<Long> coming(Sequence sequence, Position now) {
        Set<Long> values = new HashSet<>();
        OptionalLong next = next(sequence, now);
        while (next.isPresent()) {
            values.add(next.getAsLong());
            next = next(sequence, new Position(next.getAsLong(), true));
        }
        return values;
    }

    private static long valuesLeft(Sequence sequence, Position now) {
        return coming(sequence, now).size();
    }

    /** How many values a round has. */
    private static long round(Sequence sequence) {
        return (sequence.maximum() - sequence.minimum()) / Math.abs(sequence.increment()) + 1;
    }

    private static Sequence sequence(long increment, long minimum, long maximum, boolean cycle) {
        return new Sequence(
                new TableName("public", "s"),
                16384,
                "731",
                "bigint",
                increment > 0 ? minimum : maximum,
                increment,
                minimum,
                maximum,
                1,
                cycle,
                Sequence.Kind.FREE,
                null,
                true,
                true,
                true);
    }
}
