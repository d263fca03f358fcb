package io.pgbaton.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.postgres.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeLogTest {
    private static final int OLD = 150019;
    private static final int NEW = 180001;

    private final ProbeLog log = new ProbeLog();

    private void write(long began, long ended, long count, int server) {
        log.asks(began);
        log.wrote(count, server, ended);
    }

    private Sighting sighting() {
        return ProbeLog.of(List.of(log), 1_000_000).orElseThrow();
    }

    @Test
    void the_stall_is_the_request_that_waited_longest() {
        write(1_000, 2_000, 7, OLD);
        write(3_000, 3_500, 8, OLD);
        write(10_000, 51_230, 9, NEW);
        write(60_000, 60_400, 10, NEW);

        Sighting seen = sighting();

        assertThat(seen.stallMillis()).isEqualTo(41.23);
        assertThat(seen.stallBegan()).isEqualTo(10_000);
        assertThat(seen.stallEnded()).isEqualTo(51_230);
        assertThat(seen.old().release()).isEqualTo("15.19");
        assertThat(seen.old().edge()).isEqualTo(3_500);
        assertThat(seen.now().release()).isEqualTo("18.1");
        assertThat(seen.now().edge()).isEqualTo(51_230);
        assertThat(seen.answers()).isEqualTo(4);
        assertThat(seen.exact()).isTrue();
    }

    @Test
    void a_stall_lasts_from_the_first_try_that_failed_to_the_answer() {
        write(1_000, 2_000, 1, OLD);
        log.asks(10_000);
        log.writeFailed("terminating connection [57P01]");
        log.asks(15_000);
        log.refused("no primary [08001]");
        write(20_000, 90_000, 2, NEW);

        Sighting seen = sighting();

        assertThat(seen.stallMillis()).isEqualTo(80);
        assertThat(seen.errors()).isEqualTo(1);
        assertThat(seen.refusals()).isEqualTo(1);
        assertThat(seen.firstError()).isEqualTo("terminating connection [57P01]");
        assertThat(seen.exact()).isTrue();
    }

    @Test
    void a_counter_that_falls_back_tells_how_many_writes_were_lost() {
        write(1_000, 2_000, 40, OLD);
        write(3_000, 4_000, 41, OLD);
        write(5_000, 6_000, 39, NEW);

        assertThat(sighting().lost()).isEqualTo(3);
        assertThat(sighting().exact()).isFalse();
    }

    @Test
    void a_counter_that_leaps_tells_of_doubled_writes_unless_failed_ones_explain_it() {
        write(1_000, 2_000, 1, OLD);
        log.asks(3_000);
        log.writeFailed("broken");
        write(4_000, 5_000, 3, OLD);
        assertThat(sighting().doubled()).isZero();

        write(6_000, 7_000, 5, OLD);
        assertThat(sighting().doubled()).isEqualTo(1);
    }

    @Test
    void a_reading_that_misses_an_acknowledged_write_is_stale() {
        write(1_000, 2_000, 8, OLD);
        log.asks(2_100);
        log.read(7, OLD, 2_200);
        log.asks(2_300);
        log.read(0, 0, 2_400);

        assertThat(sighting().stale()).isEqualTo(2);
        assertThat(sighting().now()).isNull();
    }

    @Test
    void who_still_waits_at_the_end_has_waited_until_then() {
        write(1_000, 2_000, 1, OLD);
        log.asks(400_000);

        Sighting seen = sighting();

        assertThat(seen.stallMillis()).isEqualTo(600);
        assertThat(seen.waiting()).isEqualTo(1);
        assertThat(seen.exact()).isFalse();
    }

    @Test
    void clients_are_seen_together() {
        write(1_000, 2_000, 1, OLD);
        write(10_000, 30_000, 2, NEW);
        ProbeLog other = new ProbeLog();
        other.asks(1_500);
        other.wrote(1, OLD, 2_500);
        other.asks(12_000);
        other.wrote(2, NEW, 29_000);

        Sighting seen = ProbeLog.of(List.of(log, other), 40_000).orElseThrow();

        assertThat(seen.old().edge()).isEqualTo(2_500);
        assertThat(seen.now().edge()).isEqualTo(29_000);
        assertThat(seen.stallMillis()).isEqualTo(20);
    }

    @Test
    void nothing_was_seen_without_an_answer() {
        log.asks(1_000);
        log.refused("no");

        assertThat(ProbeLog.of(List.of(log), 2_000)).isEmpty();
    }

    @Test
    void quantiles_are_within_three_percent() {
        Spread spread = new Spread();
        for (long micros = 1; micros <= 100_000; micros++) {
            spread.add(micros);
        }

        assertThat(spread.quantile(0.5)).isBetween(50_000L, 51_600L);
        assertThat(spread.quantile(0.99)).isBetween(99_000L, 102_500L);
        assertThat(new Spread().quantile(0.5)).isZero();
    }
}
