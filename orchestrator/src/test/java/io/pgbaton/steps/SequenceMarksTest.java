package io.pgbaton.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.plan.Margin;
import io.pgbaton.postgres.Sequence;
import io.pgbaton.postgres.TableName;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a sequence is set ahead. */
class SequenceMarksTest {
    @ParameterizedTest(name = "{0}: {1} per second, {2} s, cache {3}, {4} sessions: {5}")
    @CsvSource({
        "7, 5000, 10, 1, 8, 7",
        "0, 5000, 10, 100, 8, 0",
        "auto, 0, 10, 1, 8, 1000",
        "auto, 50, 10, 1, 8, 1000",
        "auto, 50.01, 10, 1, 8, 1001",
        "auto, 5000, 10, 1, 8, 100000",
        "auto, 0, 10, 500, 8, 4000",
        "auto, 1000, 10, 50, 500, 25000",
        "auto, 0, 10, 9223372036854775807, 8, 9223372036854775807"
    })
    void the_margin_is_the_plans_or_what_the_longest_pause_and_the_caches_may_take(
            String margin, double rate, double seconds, long cache, long sessions, long wanted) {
        TableName name = new TableName("public", "s");
        Sequence sequence = new Sequence(
                name,
                1,
                "1",
                "bigint",
                1,
                1,
                1,
                Long.MAX_VALUE,
                cache,
                false,
                Sequence.Kind.FREE,
                null,
                true,
                true,
                true);

        SequenceMarks marks = new SequenceMarks(Margin.parse(margin), Map.of(name, rate), seconds, sessions, Map.of());

        assertThat(marks.margin(sequence)).isEqualTo(wanted);
    }
}
