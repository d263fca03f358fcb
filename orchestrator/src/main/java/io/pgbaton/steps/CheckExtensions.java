package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at the extensions. */
public final class CheckExtensions implements Step {
    @Override
    public String name() {
        return "check-extensions";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at the extensions").build();
    }
}
