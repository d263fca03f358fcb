package io.pgbaton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A benchmark that overlooks something is worse than none. */
class FiguresTest {

    private static final long START = 1_800_000_000_000_000L;

    @TempDir
    Path folder = Path.of("");

    private Path events = Path.of("");
    private Path ledger = Path.of("");

    @BeforeEach
    void name() {
        events = folder.resolve("events");
        ledger = folder.resolve("ledger");
    }

    @Test
    void the_parts_of_a_pause_are_those_told_within_it() throws IOException {
        Files.writeString(events, """
                {"at":"2027-01-15T08:00:10Z","kind":"STEP_DONE","message":"confirm-in-sync: before","detail":{"millis":900.0}}
                {"at":"2027-01-15T08:00:10Z","kind":"FREEZE_BEGAN","message":"clients wait","detail":{}}
                {"at":"2027-01-15T08:00:10.010Z","kind":"STEP_DONE","message":"pause-traffic: hold: all","detail":{"millis":10.5}}
                {"at":"2027-01-15T08:00:10.020Z","kind":"STEP_DONE","message":"drain: to the marker","detail":{"millis":9}}
                {"at":"2027-01-15T08:00:10.021Z","kind":"FREEZE_ENDED","message":"","detail":{"pauseMillis":21.3,"direction":"over"}}
                {"at":"2027-01-15T08:00:10.500Z","kind":"STEP_DONE","message":"drop: after","detail":{"millis":400}}
                {"at":"2027-01-15T08:00:20Z","kind":"FREEZE_BEGAN","message":"","detail":{}}
                {"at":"2027-01-15T08:00:20.200Z","kind":"BACKED_OUT","message":"","detail":{"heldBackMillis":199.5}}
                """);
        List<Switch> switches = Switch.read(events);
        assertThat(switches).hasSize(2);
        assertThat(switches.get(0))
                .returns("over", Switch::direction)
                .returns(START + 10_000_000, Switch::beganMicros)
                .returns(START + 10_021_000, Switch::endedMicros)
                .returns(21.3, Switch::pauseMillis);
        assertThat(switches.get(0).parts()).containsExactly(entry("pause-traffic", 10.5), entry("drain", 9.0));
        assertThat(switches.get(1)).returns(true, Switch::backedOut).returns(199.5, Switch::pauseMillis);
    }

    @Test
    void the_stall_is_the_longest_latency_around_the_switch() throws IOException {
        Files.writeString(
                ledger,
                ack(0, 1, 0, 500)
                        + ack(0, 2, 9_999_000, 33_000)
                        + ack(1, 1, 10_000_500, 41_000)
                        + ack(1, 2, 15_000_000, 2000)
                        + ack(1, 3, 16_000_000, 4000));
        var figures = figures("moderate", over());
        assertThat(figures.stall()).returns(41.0, Spread::median).returns(41.0, Spread::max);
        assertThat(figures.away()).returns(3.0, Spread::median).returns(4.0, Spread::max);
        assertThat(figures.correct()).isTrue();
        assertThat(figures.reached(new Target(40, 80))).isFalse();
        assertThat(figures.reached(new Target(41, 80))).isTrue();
    }

    @Test
    void a_pause_with_nothing_in_it_has_a_figure_of_its_own() throws IOException {
        Files.writeString(ledger, ack(0, 1, 0, 500) + ack(0, 2, 10_000_000, 33_000) + ack(0, 3, 20_000_000, 12_000));
        Path holds =
                Files.writeString(folder.resolve("holds"), (START + 20_000_000) + " " + (START + 20_005_000) + "\n");
        var figures = figures("moderate", over(), Hold.read(holds));
        assertThat(figures.stall().max()).isEqualTo(33.0);
        assertThat(figures.alone().max()).isEqualTo(12.0);
        assertThat(figures.away().max()).isZero();
    }

    @Test
    void with_a_pooler_a_single_error_is_one_too_many() throws IOException {
        Files.writeString(ledger, ack(0, 1, 0, 500) + trouble("ERROR", 0, 2, 10_000_000));
        assertThat(figures("moderate", over()).correct()).isFalse();
        Files.writeString(ledger, ack(0, 1, 0, 500) + trouble("FAILED", 0, 2, 60_000_000));
        assertThat(figures("moderate", over()).correct()).isFalse();
    }

    @Test
    void without_a_pooler_each_client_has_exactly_one_error_in_a_switch() throws IOException {
        String both = trouble("ERROR", 0, 2, 10_000_000) + trouble("ERROR", 1, 2, 10_001_000);
        Files.writeString(ledger, both + trouble("REFUSED", 0, 2, 10_002_000));
        assertThat(figures("fence", over()).correct()).isTrue();
        Files.writeString(ledger, both + trouble("ERROR", 1, 2, 10_002_000));
        assertThat(figures("fence", over()).correct()).isFalse();
        Files.writeString(ledger, trouble("ERROR", 0, 2, 10_000_000));
        assertThat(figures("fence", over()).correct()).isFalse();
        Files.writeString(ledger, both + trouble("ERROR", 1, 9, 30_000_000));
        assertThat(figures("fence", over()).correct()).isFalse();
    }

    @Test
    void a_switch_that_was_backed_out_is_not_reached() throws IOException {
        Files.writeString(ledger, ack(0, 1, 0, 500));
        var backedOut = new Switch(Switch.BACKED_OUT, START + 10_000_000, START + 10_020_000, 20, Map.of());
        assertThat(figures("moderate", backedOut).correct()).isFalse();
    }

    @Test
    void spreads_are_of_the_figures_themselves() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 4, 4, 4));
        assertThat(Spread.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0)))
                .returns(5.5, Spread::median)
                .returns(9.0, Spread::p90);
        assertThat(Spread.of(List.of())).isEqualTo(new Spread(0, 0, 0, 0));
    }

    private static Switch over() {
        return new Switch("over", START + 10_000_000, START + 10_020_000, 20, Map.of("drain", 3.0));
    }

    private Figures figures(String scenario, Switch one) throws IOException {
        return figures(scenario, one, List.of());
    }

    private Figures figures(String scenario, Switch one, List<Hold> holds) throws IOException {
        var read = Ledger.read(ledger);
        var flags = new Flags(Map.of(
                "scenario", scenario, "source", "16", "target", "18", "load", "some", "others", "0", "clients", "2"));
        return Figures.of(flags, read, List.of(one), holds, verdict(read));
    }

    private static Verdict verdict(Ledger ledger) {
        return new Verdict(
                ledger.acks().size(),
                ledger.count(Ledger.Trouble.FAILED),
                ledger.count(Ledger.Trouble.ERROR),
                ledger.count(Ledger.Trouble.REFUSED),
                0,
                0,
                0,
                List.of());
    }

    private static String ack(int client, int n, long after, int took) {
        return "ACK\t" + client + "\t" + n + "\t" + (START + after) + "\t" + took + "\n";
    }

    private static String trouble(String which, int client, int n, long after) {
        return which + "\t" + client + "\t" + n + "\t" + (START + after) + "\t57P01\tgone\n";
    }
}
