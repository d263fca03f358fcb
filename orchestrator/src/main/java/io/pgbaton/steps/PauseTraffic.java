package io.pgbaton.steps;

import io.pgbaton.step.Facts;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Holds clients back: whoever sends them waits for their transactions to end and lets no new one through. */
public final class PauseTraffic implements Step {
    @Override
    public String name() {
        return "pause-traffic";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Hold clients back; they wait and see no error")
                .move(new Route("pause the traffic", new Route.Pause(), new Route.With(new Route.Resume())))
                .build();
    }
}
