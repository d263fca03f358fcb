package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at what is in the way or would be left behind. */
public final class CheckObjects implements Step {
    @Override
    public String name() {
        return "check-objects";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at what is in the way or would be left behind")
                .build();
    }
}
