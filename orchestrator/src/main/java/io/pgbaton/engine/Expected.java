package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.Volume;
import io.pgbaton.plan.ByteSize;
import io.pgbaton.plan.DurationText;
import io.pgbaton.plan.Plan;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.time.Duration;
import java.util.Optional;

/** How long a step will take, as far as it can be told beforehand, and how that was estimated. */
record Expected(Plan plan, Volume volume, Rates rates) {
    /** In words, for people who have to agree to it. */
    String of(Phase phase, Step step, Work work) {
        if (Workflow.frozen(phase).contains(step)) {
            return "part of the pause: milliseconds, and all of it together "
                    + DurationText.print(plan.switchover().freezeBudget())
                    + " at most (switchover.freezeBudget), or it is backed out";
        }
        switch (step.name()) {
            case "await-initial-copy":
                return amount("rows", volume.bytes(), rates.of(step.name()));
            case "build-indexes":
                return plan.copy().deferIndexes()
                        ? amount("indexes", volume.indexBytes(), rates.of(step.name()))
                        : small(work);
            default:
                return small(work);
        }
    }

    private String amount(String what, long bytes, Optional<Rates.Rate> measured) {
        ByteSize rate = measured.map(one -> new ByteSize(one.bytes()))
                .orElse(plan.copy().rate());
        long seconds = Math.max(1, bytes / Math.max(1, rate.bytes()));
        return "about " + DurationText.print(Duration.ofSeconds(rounded(seconds))) + ": "
                + new ByteSize(bytes).human() + " of " + what + " at " + rate.human() + " a second ("
                + measured.map(Rates.Rate::toString).orElse("assumed: copy.rate; a rehearsal tells better") + ")";
    }

    /** Two digits are more than an estimate can hold. */
    private static long rounded(long seconds) {
        long unit = 1;
        while (seconds / unit >= 100) {
            unit *= 10;
        }
        return seconds / unit * unit;
    }

    private String small(Work work) {
        return work.moves().isEmpty()
                ? "no time: there is nothing to do, seen from now"
                : "seconds; a lock is waited for "
                        + DurationText.print(plan.limits().lockTimeout()) + " at most (limits.lockTimeout)";
    }
}
