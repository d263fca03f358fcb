package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Look at both servers: versions, direction, identity. */
public final class CheckServers implements Step {
    @Override
    public String name() {
        return "check-servers";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Look at both servers: versions, direction, identity")
                .build();
    }
}
