package io.pgbaton.engine;

import io.pgbaton.plan.DurationText;
import io.pgbaton.plan.Hook;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanException;
import io.pgbaton.step.Finding;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold between the hooks of a plan and the edges that there are. */
public final class HookRules {
    private HookRules() {}

    /** Throws {@link PlanException} if a hook waits for an edge that never comes, cannot veto there, or takes the whole pause. */
    public static void require(Plan plan) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < plan.hooks().size(); i++) {
            problem(plan.hooks().get(i), "hooks[" + i + "].", problems);
        }
        Duration budget = plan.switchover().freezeBudget();
        for (Phase phase : List.of(Phase.SWITCHING_OVER, Phase.SWITCHING_BACK)) {
            Duration longest = inPause(plan, phase);
            if (problems.isEmpty() && !longest.isZero() && longest.compareTo(budget) >= 0) {
                problems.add("hooks: those within the pause may take " + DurationText.print(longest)
                        + " together, and the whole pause may take " + DurationText.print(budget)
                        + " (switchover.freezeBudget); give them shorter timeouts, or move them out of the pause");
            }
        }
        if (!problems.isEmpty()) {
            throw new PlanException(String.join("\n", problems));
        }
    }

    private static void problem(Hook hook, String path, List<String> problems) {
        List<Edge> edges = Edge.all().stream().filter(edge -> edge.meant(hook)).toList();
        if (edges.isEmpty()) {
            problems.add(path + "on: there is no edge '" + hook.on() + "'; before and after go with one of " + names());
        } else if (hook.onFailure() == Hook.OnFailure.VETO
                && edges.stream().noneMatch(edge -> edge.stretch().veto())) {
            problems.add(path + "onFailure: nothing can be stopped any more " + hook.on()
                    + ", so that a hook there cannot veto; write warn, or choose an earlier edge");
        }
    }

    private static String names() {
        Set<String> names = new LinkedHashSet<>();
        Edge.all().forEach(edge -> names.add(edge.of()));
        return String.join(", ", names);
    }

    /** How long the hooks may take, all together, for which clients wait in one direction. */
    private static Duration inPause(Plan plan, Phase switching) {
        Phase handing = switching == Phase.SWITCHING_OVER ? Phase.HANDING_OVER : Phase.HANDING_BACK;
        return Stream.of(switching, handing)
                .flatMap(phase -> Edge.of(phase).stream())
                .filter(edge -> edge.stretch().pause())
                .flatMap(edge -> plan.hooks().stream().filter(edge::meant))
                .map(Hook::timeout)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Tells which hooks cost clients time. */
    static List<Finding> findings(Plan plan) {
        List<Finding> findings = new ArrayList<>();
        for (Hook hook : plan.hooks()) {
            String edges = Edge.all().stream()
                    .filter(edge -> edge.stretch().pause() && edge.meant(hook))
                    .map(Edge::name)
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!edges.isEmpty()) {
                findings.add(new Finding(
                        PlanChecks.IN_PAUSE,
                        "hook " + hook.name(),
                        "clients wait for it, up to " + DurationText.print(hook.timeout())
                                + " each time, since it is asked within the pause: " + edges));
            }
        }
        return findings;
    }
}
