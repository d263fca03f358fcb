package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at the free slots, senders and workers of both servers. */
public final class CheckCapacity implements Step {
    @Override
    public String name() {
        return "check-capacity";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at the free slots, senders and workers of both servers")
                .build();
    }
}
