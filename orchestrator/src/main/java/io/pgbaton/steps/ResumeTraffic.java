package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Lets clients through again. */
public final class ResumeTraffic implements Step {
    @Override
    public String name() {
        return "resume-traffic";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Let clients through")
                .move(new Route(
                        "resume the traffic",
                        new Route.Resume(),
                        new Route.Needless("clients are on the other server; the way back is a switch back")))
                .build();
    }
}
