package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "200ms,200,200ms",
        "10s,10000,10s",
        "5 min,300000,5min",
        "2h,7200000,2h",
        "24h,86400000,1d",
        "90s,90000,90s"
    })
    void a_duration_is_read_and_written_in_the_largest_unit_that_holds_it(String text, long millis, String printed) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(DurationText.print(Duration.ofMillis(millis))).isEqualTo(printed);
    }

    @Test
    void no_time_at_all_is_written_in_seconds() {
        assertThat(DurationText.print(Duration.ZERO)).isEqualTo("0s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "s",
                "-1s",
                "1.5h",
                "10 seconds",
                "1h30min",
                "99999999999999999999s",
                "999999999999999d"
            })
    void what_is_no_duration_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DurationText.parse(text));
    }
}
