package io.pgbaton.engine;

import io.pgbaton.plan.Hook;
import io.pgbaton.step.Step;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moment at which hooks are asked or told: before or after a phase, and before or after each step of a switch. Which there
 * are follows from {@link Workflow}.
 *
 * @param step null for the edge of the phase itself
 */
public record Edge(Side side, Phase phase, @Nullable String step, Stretch stretch) {
    /** On which side of it. */
    public enum Side {
        BEFORE,
        AFTER;

        /** As the plan writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a hook's failure can still do there, and whether clients wait for it. */
    public enum Stretch {
        /** The phase does not begin; nothing was changed. */
        REFUSAL(true, false),
        /** The switch is backed out, and clients have noticed nothing. */
        PREPARATION(true, false),
        /** Clients wait; the switch is backed out, and they go on where they were. */
        PAUSE(true, true),
        /** Clients wait, behind the point of no return: the failure is told. */
        HANDING(false, true),
        /** It has happened: the failure is told. */
        DONE(false, false);

        private final boolean veto;
        private final boolean pause;

        Stretch(boolean veto, boolean pause) {
            this.veto = veto;
            this.pause = pause;
        }

        /** Whether anything can still be stopped. */
        public boolean veto() {
            return veto;
        }

        /** Whether clients wait meanwhile. */
        public boolean pause() {
            return pause;
        }
    }

    private static final List<Phase> PHASES = List.of(
            Phase.REPLICATING,
            Phase.SWITCHING_OVER,
            Phase.HANDING_OVER,
            Phase.SWITCHING_BACK,
            Phase.HANDING_BACK,
            Phase.FINISHING,
            Phase.ABANDONING);

    private static final List<Edge> ALL =
            PHASES.stream().flatMap(phase -> of(phase).stream()).toList();

    /** Every edge, in the order of an upgrade. */
    public static List<Edge> all() {
        return ALL;
    }

    /** The edges of one phase, in order; none of a phase without work of its own. */
    public static List<Edge> of(Phase phase) {
        List<Edge> edges = new ArrayList<>();
        if (!PHASES.contains(phase)) {
            return edges;
        }
        Stretch stretch = phase.handing() ? Stretch.HANDING : Stretch.REFUSAL;
        edges.add(new Edge(Side.BEFORE, phase, null, stretch));
        if (phase.switching()) {
            stretch = Stretch.PREPARATION;
        }
        for (Step step : phase.switching() || phase.handing() ? Workflow.steps(phase) : List.<Step>of()) {
            edges.add(new Edge(Side.BEFORE, phase, step.name(), stretch));
            if (Workflow.beginsFreeze(step)) {
                stretch = Stretch.PAUSE;
            } else if (Workflow.endsFreeze(step)) {
                stretch = Stretch.DONE;
            }
            edges.add(new Edge(Side.AFTER, phase, step.name(), stretch));
        }
        edges.add(new Edge(Side.AFTER, phase, null, phase.switching() ? Stretch.HANDING : Stretch.DONE));
        return edges;
    }

    /** The edge of the phase itself. */
    static Edge of(Side side, Phase phase) {
        return find(side, phase, null);
    }

    /** The edge of a step of the switch. */
    static Edge of(Side side, Phase phase, Step step) {
        return find(side, phase, step.name());
    }

    private static Edge find(Side side, Phase phase, @Nullable String step) {
        return ALL.stream()
                .filter(edge -> edge.side == side && edge.phase == phase && java.util.Objects.equals(edge.step, step))
                .findFirst()
                .orElseThrow();
    }

    /** The phase or step, as the plan writes it. */
    public String of() {
        return step != null ? step : phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As the plan writes it, for example {@code before pause-traffic}. */
    public String name() {
        return side.word() + " " + of();
    }

    /** Whether the hook is heard here. */
    public boolean meant(Hook hook) {
        return hook.side().equals(side.word())
                && (hook.of().equals("*") || hook.of().equals(of()));
    }

    /** Whether a failure of the hook stops what would come next. */
    public boolean vetoes(Hook hook) {
        return stretch.veto() && hook.onFailure() != Hook.OnFailure.WARN;
    }
}
