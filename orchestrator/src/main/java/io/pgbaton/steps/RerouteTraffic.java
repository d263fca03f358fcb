package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Points whoever sends clients at the other server, while clients are still held back and that server is still fenced. */
public final class RerouteTraffic implements Step {
    private final Server to;

    public RerouteTraffic(Server to) {
        this.to = to;
    }

    @Override
    public String name() {
        return "reroute-traffic";
    }

    @Override
    public Work work(Facts facts) {
        return Work.intending("Point the traffic at the " + to.word())
                .move(new Route(
                        "point the traffic at the " + to.word(),
                        new Route.PointAt(to),
                        new Route.With(new Route.PointAt(to.other()))))
                .build();
    }
}
