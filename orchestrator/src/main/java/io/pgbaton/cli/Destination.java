package io.pgbaton.cli;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Status;
import io.pgbaton.upgrade.Phase;
import org.jspecify.annotations.Nullable;

/**
 * How far a run goes. Without {@code --until} it goes as far as the plan lets it go alone: until in sync, or, where the
 * switchover needs no approval or has it, until switched over. A run never goes over a line that wants a person's word.
 *
 * @param goal where to go; null where there is nothing to do
 * @param notice what to say once the goal is reached; null for nothing
 */
record Destination(@Nullable Goal goal, @Nullable String notice) {
    /**
     * @param until as given; null for the default
     * @param approved whether {@code --approve} was given
     * @param needsApproval whether the plan wants a person to start the switchover
     */
    static Destination of(Status status, @Nullable Goal until, boolean approved, boolean needsApproval) {
        if (until == Goal.SETTLED) {
            return to(Goal.SETTLED, status.name());
        }
        Goal wanted = until != null ? until : approved || !needsApproval ? Goal.SWITCHED_OVER : Goal.IN_SYNC;
        switch (status.resumesTo() == null ? status.phase() : status.resumesTo()) {
            case SWITCHED_OVER:
                return wanted == Goal.FINISHED
                        ? to(Goal.FINISHED, status.name())
                        : nothing(
                                "the upgrade is SWITCHED_OVER: traffic is on the target, the source follows; next: pgbaton"
                                        + " finish " + status.name() + ", or pgbaton switch-back " + status.name());
            case FINISHED:
                return nothing("the upgrade is FINISHED; see pgbaton report " + status.name());
            case SWITCHED_BACK:
                // Somebody decided to go back; only a word of somebody leads over again.
                return switching(wanted) && approved
                        ? to(wanted, status.name())
                        : nothing(Phase.SWITCHED_BACK, status.name());
            case SWITCHING_OVER:
            case HANDING_OVER:
                // Interrupted, so it had its approval; it goes on to the end of what was begun.
                return to(wanted == Goal.FINISHED ? Goal.FINISHED : Goal.SWITCHED_OVER, status.name());
            case SWITCHING_BACK:
            case HANDING_BACK:
                return to(Goal.SWITCHED_BACK, status.name());
            case FINISHING:
                return to(Goal.FINISHED, status.name());
            case ABANDONING:
                return to(Goal.ABANDONED, status.name());
            case IN_SYNC:
                return switching(wanted) && needsApproval && !approved
                        ? nothing(Phase.IN_SYNC, status.name())
                        : to(wanted, status.name());
            default:
                return switching(wanted) && needsApproval && !approved
                        ? new Destination(Goal.IN_SYNC, waits(Phase.IN_SYNC, status.name()))
                        : to(wanted, status.name());
        }
    }

    private static boolean switching(Goal goal) {
        return goal != Goal.IN_SYNC && goal != Goal.CHECKED;
    }

    /** To the goal, and there the hint what may follow. */
    static Destination to(Goal goal, String name) {
        return new Destination(goal, next(goal, name));
    }

    private static @Nullable String next(Goal goal, String name) {
        switch (goal) {
            case IN_SYNC:
                return "next: pgbaton switch-over " + name;
            case SWITCHED_OVER:
                return "next: pgbaton finish " + name + ", or pgbaton switch-back " + name;
            case SWITCHED_BACK:
                return "next: pgbaton switch-over " + name + ", or pgbaton abandon " + name;
            case FINISHED:
            case ABANDONED:
                return "what happened: pgbaton report " + name;
            default:
                return null;
        }
    }

    private static Destination nothing(String notice) {
        return new Destination(null, notice);
    }

    private static Destination nothing(Phase at, String name) {
        return nothing("the upgrade is " + at + "; " + waits(at, name));
    }

    private static String waits(Phase at, String name) {
        return (at == Phase.IN_SYNC ? "the plan wants a person to start the switchover" : "traffic was switched back")
                + "; next: pgbaton switch-over " + name;
    }
}
