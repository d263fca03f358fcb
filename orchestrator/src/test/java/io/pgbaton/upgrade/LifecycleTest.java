package io.pgbaton.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of the lifecycle, written down a second time as people read it, and what must hold whatever it says. */
final class LifecycleTest {
    /** A line for each stage that an upgrade can reach. A signal that is not in its line is refused there. */
    private static final String EXPECTED = """
            PLANNED                   : check -> CHECKED, abandon -> ABANDONING
            CHECKED                   : check -> CHECKED, replicate -> REPLICATING, abandon -> ABANDONING
            REPLICATING               : completed -> IN_SYNC, abandon -> ABANDONING, failed -> STALLED in REPLICATING, pause -> PAUSED in REPLICATING
            IN_SYNC                   : switch-over -> SWITCHING_OVER, abandon -> ABANDONING
            SWITCHING_OVER            : rerouted -> HANDING_OVER, backed-out -> IN_SYNC, failed -> STALLED in SWITCHING_OVER, pause -> PAUSED in SWITCHING_OVER
            HANDING_OVER              : completed -> SWITCHED_OVER, failed -> STALLED in HANDING_OVER
            SWITCHED_OVER             : switch-back -> SWITCHING_BACK, finish -> FINISHING
            SWITCHING_BACK            : rerouted -> HANDING_BACK, backed-out -> SWITCHED_OVER, failed -> STALLED in SWITCHING_BACK, pause -> PAUSED in SWITCHING_BACK
            HANDING_BACK              : completed -> SWITCHED_BACK, failed -> STALLED in HANDING_BACK
            SWITCHED_BACK             : switch-over -> SWITCHING_OVER, abandon -> ABANDONING
            FINISHING                 : completed -> FINISHED, failed -> STALLED in FINISHING, pause -> PAUSED in FINISHING
            FINISHED                  :
            ABANDONING                : completed -> ABANDONED, failed -> STALLED in ABANDONING, pause -> PAUSED in ABANDONING
            ABANDONED                 : check -> CHECKED
            PAUSED in REPLICATING     : resume -> REPLICATING, abandon -> ABANDONING
            PAUSED in SWITCHING_OVER  : resume -> SWITCHING_OVER, abandon -> ABANDONING
            PAUSED in SWITCHING_BACK  : resume -> SWITCHING_BACK
            PAUSED in FINISHING       : resume -> FINISHING
            PAUSED in ABANDONING      : resume -> ABANDONING
            STALLED in REPLICATING    : resume -> REPLICATING, abandon -> ABANDONING
            STALLED in SWITCHING_OVER : resume -> SWITCHING_OVER, abandon -> ABANDONING
            STALLED in HANDING_OVER   : resume -> HANDING_OVER
            STALLED in SWITCHING_BACK : resume -> SWITCHING_BACK
            STALLED in HANDING_BACK   : resume -> HANDING_BACK
            STALLED in FINISHING      : resume -> FINISHING
            STALLED in ABANDONING     : resume -> ABANDONING
            """;

    /** One line of the table: a stage and where each signal leads. */
    private record Line(String stage, Map<String, String> leads) {
        @Override
        public String toString() {
            return stage;
        }
    }

    static List<Line> lines() {
        return EXPECTED.lines().map(LifecycleTest::line).toList();
    }

    private static Line line(String text) {
        String[] halves = text.split(":", 2);
        Map<String, String> leads = Arrays.stream(halves[1].split(","))
                .map(String::strip)
                .filter(cell -> !cell.isEmpty())
                .map(cell -> cell.split(" -> "))
                .collect(Collectors.toMap(cell -> cell[0], cell -> cell[1]));
        return new Line(halves[0].strip(), leads);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void every_signal_leads_where_the_table_says_or_is_refused(Line line) {
        Map<String, String> cells = new LinkedHashMap<>();
        for (Signal signal : Signal.values()) {
            Lifecycle.after(stage(line.stage()), signal).ifPresent(to -> cells.put(signal.word(), to.toString()));
        }
        assertThat(cells).containsExactlyInAnyOrderEntriesOf(line.leads());
    }

    @Test
    void the_lines_are_the_stages_that_an_upgrade_can_reach() {
        Set<Stage> reached = reachable(Stage.at(Phase.PLANNED), line -> true);
        assertThat(lines()).extracting(line -> stage(line.stage())).containsExactlyInAnyOrderElementsOf(reached);
        assertThat(Lifecycle.TABLE).extracting(Transition::from).isSubsetOf(reached);
    }

    @Test
    void no_stage_knows_a_signal_twice() {
        assertThat(Lifecycle.TABLE)
                .extracting(line -> line.from() + " + " + line.signal())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("handing")
    void from_a_point_of_no_return_forward_is_the_only_way(Phase handing) {
        Stage stalled = new Stage(Phase.STALLED, handing);
        Phase forward = handing == Phase.HANDING_OVER ? Phase.SWITCHED_OVER : Phase.SWITCHED_BACK;
        assertThat(next(Stage.at(handing))).containsExactlyInAnyOrder(Stage.at(forward), stalled);
        assertThat(next(stalled)).containsExactly(Stage.at(handing));
    }

    static Stream<Phase> handing() {
        return Arrays.stream(Phase.values()).filter(Phase::handing);
    }

    @Test
    void with_traffic_on_the_target_nothing_is_abandoned_before_it_was_switched_back() {
        for (Phase phase : List.of(Phase.HANDING_OVER, Phase.SWITCHED_OVER, Phase.SWITCHING_BACK, Phase.FINISHING)) {
            Set<Stage> reached = reachable(Stage.at(phase), line -> !line.to().equals(Stage.at(Phase.HANDING_BACK)));
            assertThat(reached).as("from " + phase).doesNotContain(Stage.at(Phase.ABANDONING));
        }
    }

    @Test
    void handing_over_is_reached_by_nothing_but_a_reroute_or_a_resume() {
        assertThat(Lifecycle.TABLE)
                .filteredOn(line -> line.to().phase().handing())
                .allMatch(line -> line.signal() == Signal.REROUTED
                        || line.signal() == Signal.RESUME
                                && line.from().working() == line.to().phase());
    }

    @ParameterizedTest
    @MethodSource("running")
    void every_running_phase_can_stall_and_be_resumed(Phase running) {
        Stage stalled = new Stage(Phase.STALLED, running);
        assertThat(Lifecycle.after(Stage.at(running), Signal.FAILED)).contains(stalled);
        assertThat(Lifecycle.after(stalled, Signal.RESUME)).contains(Stage.at(running));
    }

    @ParameterizedTest
    @MethodSource("running")
    void every_running_phase_can_be_paused_and_resumed_unless_clients_wait_at_an_open_door(Phase running) {
        Stage paused = new Stage(Phase.PAUSED, running);
        Optional<Stage> pausing = Lifecycle.after(Stage.at(running), Signal.PAUSE);
        if (running.handing()) {
            assertThat(pausing).isEmpty();
        } else {
            assertThat(pausing).contains(paused);
            assertThat(Lifecycle.after(paused, Signal.RESUME)).contains(Stage.at(running));
        }
    }

    @ParameterizedTest
    @MethodSource("running")
    void every_running_phase_can_complete_or_reroute(Phase running) {
        Signal ends = running.switching() ? Signal.REROUTED : Signal.COMPLETED;
        assertThat(Lifecycle.after(Stage.at(running), ends)).isPresent();
    }

    static Stream<Phase> running() {
        return Arrays.stream(Phase.values()).filter(Phase::running);
    }

    @Test
    void an_upgrade_that_is_over_stays_so_and_every_other_can_end() {
        for (Stage stage : reachable(Stage.at(Phase.PLANNED), line -> true)) {
            if (stage.phase().ended()) {
                assertThat(next(stage)).isEmpty();
            } else {
                assertThat(reachable(stage, line -> true))
                        .as("from " + stage)
                        .anyMatch(reached -> reached.phase().ended());
            }
        }
    }

    @Test
    void an_operator_is_offered_signals_of_operators_only_and_each_of_them_leads_somewhere() {
        for (Line line : lines()) {
            Stage stage = stage(line.stage());
            assertThat(Lifecycle.allowed(stage))
                    .allMatch(Signal::operators)
                    .allMatch(signal -> Lifecycle.after(stage, signal).isPresent());
        }
    }

    private static Stage stage(String text) {
        String[] words = text.split(" in ");
        return new Stage(Phase.valueOf(words[0]), words.length == 1 ? null : Phase.valueOf(words[1]));
    }

    private static List<Stage> next(Stage from) {
        return Lifecycle.TABLE.stream()
                .filter(line -> line.from().equals(from))
                .map(Transition::to)
                .toList();
    }

    private static Set<Stage> reachable(Stage from, Predicate<Transition> passable) {
        Set<Stage> reached = new HashSet<>(List.of(from));
        Deque<Stage> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            Stage stage = open.pop();
            for (Transition line : Lifecycle.TABLE) {
                if (line.from().equals(stage) && passable.test(line) && reached.add(line.to())) {
                    open.push(line.to());
                }
            }
        }
        return reached;
    }
}
