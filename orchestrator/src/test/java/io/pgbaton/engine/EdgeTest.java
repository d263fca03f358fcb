package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Edge.Stretch;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanException;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Step;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EdgeTest {
    private static final Path PAGE = Path.of("../docs/hooks.md");
    private static final String BEGIN = "<!-- edges: written by EdgeTest -->\n";
    private static final String END = "<!-- end of edges -->\n";

    private static Plan plan(String... lines) {
        return PlanFile.parse("""
                        name: orders
                        source: {host: old-db, user: postgres}
                        target: {host: new-db, user: postgres}
                        databases: all
                        traffic: {kind: fence}
                        switchover: {freezeBudget: 5s}
                        hooks:
                        """ + String.join("\n", lines), "x.yaml").plan();
    }

    @Test
    void every_step_of_a_switch_has_an_edge_on_either_side() {
        for (Phase phase :
                List.of(Phase.SWITCHING_OVER, Phase.HANDING_OVER, Phase.SWITCHING_BACK, Phase.HANDING_BACK)) {
            for (Step step : Workflow.steps(phase)) {
                assertThat(Edge.of(phase))
                        .extracting(Edge::name)
                        .contains("before " + step.name(), "after " + step.name());
            }
        }
    }

    @Test
    void clients_wait_from_behind_the_pause_to_the_resume_and_nothing_can_be_stopped_past_the_switch() {
        List<Edge> edges = Edge.all().stream()
                .filter(edge -> edge.phase() == Phase.SWITCHING_OVER || edge.phase() == Phase.HANDING_OVER)
                .toList();

        assertThat(stretch(edges, "before switching-over")).isEqualTo(Stretch.REFUSAL);
        assertThat(stretch(edges, "before pause-traffic")).isEqualTo(Stretch.PREPARATION);
        assertThat(stretch(edges, "after pause-traffic")).isEqualTo(Stretch.PAUSE);
        assertThat(stretch(edges, "after switching-over")).isEqualTo(Stretch.HANDING);
        assertThat(stretch(edges, "before resume-traffic")).isEqualTo(Stretch.HANDING);
        assertThat(stretch(edges, "after resume-traffic")).isEqualTo(Stretch.DONE);
        assertThat(stretch(edges, "after handing-over")).isEqualTo(Stretch.DONE);
    }

    private static Stretch stretch(List<Edge> edges, String name) {
        return edges.stream()
                .filter(edge -> edge.name().equals(name))
                .findFirst()
                .orElseThrow()
                .stretch();
    }

    @Test
    void an_edge_that_never_comes_is_refused() {
        assertThatThrownBy(() -> HookRules.require(plan("  - {on: before coffee, run: [x]}")))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith(
                        "hooks[0].on: there is no edge 'before coffee'; before and after go with one of")
                .hasMessageContaining("pause-traffic");
    }

    @Test
    void a_veto_behind_the_point_of_no_return_is_refused() {
        assertThatThrownBy(() -> HookRules.require(plan(
                        "  - {on: before switching-over, run: [x], onFailure: veto}",
                        "  - {on: before resume-traffic, run: [x], onFailure: veto}")))
                .isInstanceOf(PlanException.class)
                .hasMessage("hooks[1].onFailure: nothing can be stopped any more before resume-traffic, so that a hook"
                        + " there cannot veto; write warn, or choose an earlier edge");
        HookRules.require(plan(
                "  - {on: before resume-traffic, run: [x], timeout: 1s}",
                "  - {on: before *, run: [x], timeout: 50ms}"));
    }

    @Test
    void hooks_that_could_take_the_whole_pause_are_refused_and_those_within_it_are_told() {
        assertThatThrownBy(() -> HookRules.require(plan(
                        "  - {on: after pause-traffic, run: [x], timeout: 3s}",
                        "  - {on: after resume-traffic, run: [x], timeout: 1min}",
                        "  - {on: before open-writes, run: [x], timeout: 2s}")))
                .isInstanceOf(PlanException.class)
                .hasMessage("hooks: those within the pause may take 5s together, and the whole pause may take 5s"
                        + " (switchover.freezeBudget); give them shorter timeouts, or move them out of the pause");

        Plan sound = plan(
                "  - {on: after pause-traffic, run: [x], timeout: 3s}", "  - {on: before switching-over, run: [y]}");
        HookRules.require(sound);
        assertThat(HookRules.findings(sound))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("up to 3s", "after pause-traffic"));
    }

    @Test
    void the_page_lists_every_edge() throws Exception {
        String page = Files.readString(PAGE);
        String wanted =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table() + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(PAGE)
                .as("write it again with: mvn -pl orchestrator test -Dtest=EdgeTest -Dregenerate=true")
                .hasContent(wanted);
    }

    private static String table() {
        Set<String> names = new LinkedHashSet<>();
        Edge.all().forEach(edge -> names.add(edge.of()));
        StringBuilder table = new StringBuilder("\n| phase or step | before it | after it |\n|---|---|---|\n");
        for (String name : names) {
            table.append("| `" + name + "` | " + stretches(name, Edge.Side.BEFORE) + " | "
                    + stretches(name, Edge.Side.AFTER) + " |\n");
        }
        return table.append('\n').toString();
    }

    private static String stretches(String name, Edge.Side side) {
        return Edge.all().stream()
                .filter(edge -> edge.side() == side && edge.of().equals(name))
                .map(edge -> edge.stretch().name().toLowerCase())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
