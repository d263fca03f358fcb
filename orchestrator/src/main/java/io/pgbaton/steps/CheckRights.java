package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at the rights of every role that the upgrade uses. */
public final class CheckRights implements Step {
    @Override
    public String name() {
        return "check-rights";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at the rights of every role that the upgrade uses")
                .build();
    }
}
