package io.pgbaton.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.PhaseMachine;
import io.pgbaton.upgrade.Lifecycle;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SpringPhaseMachineTest {
    /** One machine for all cells: what one question left behind must not answer the next. */
    private static final PhaseMachine MACHINE = new SpringPhaseMachine();

    private record Cell(Stage from, Signal signal) {
        @Override
        public String toString() {
            return from + " + " + signal.word();
        }
    }

    /** Every stage that can be written down, also those that no upgrade ever reaches. */
    static List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            boolean resting = phase == Phase.PAUSED || phase == Phase.STALLED;
            Stream<Stage> stages =
                    resting ? Stream.of(Phase.values()).map(of -> new Stage(phase, of)) : Stream.of(Stage.at(phase));
            stages.forEach(stage -> Stream.of(Signal.values())
                    .map(signal -> new Cell(stage, signal))
                    .forEach(cells::add));
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void agrees_with_the_table_in_every_cell(Cell cell) {
        assertAgrees(cell);
    }

    @Test
    void agrees_with_the_table_in_any_order_and_from_several_threads() {
        List<Cell> cells = cells();
        Collections.shuffle(cells, new Random(1));
        IntStream.range(0, cells.size()).parallel().forEach(i -> assertAgrees(cells.get(i)));
    }

    @Test
    void a_check_may_be_repeated() {
        assertThat(MACHINE.after(Stage.at(Phase.CHECKED), Signal.CHECK)).isEqualTo(Stage.at(Phase.CHECKED));
    }

    @Test
    void a_refusal_says_what_is_possible_instead() {
        assertThatThrownBy(() -> MACHINE.after(Stage.at(Phase.SWITCHED_OVER), Signal.ABANDON))
                .isInstanceOf(NotAllowedException.class)
                .hasMessage(
                        "abandon is not possible while the upgrade is SWITCHED_OVER; possible now: switch-back, finish");
    }

    private static void assertAgrees(Cell cell) {
        Optional<Stage> expected = Lifecycle.after(cell.from(), cell.signal());
        if (expected.isPresent()) {
            assertThat(MACHINE.after(cell.from(), cell.signal())).isEqualTo(expected.get());
        } else {
            assertThatThrownBy(() -> MACHINE.after(cell.from(), cell.signal()))
                    .isInstanceOfSatisfying(
                            NotAllowedException.class,
                            e -> assertThat(e.allowed()).isEqualTo(Lifecycle.allowed(cell.from())));
        }
    }
}
