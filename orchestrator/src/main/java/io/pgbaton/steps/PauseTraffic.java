package io.pgbaton.steps;

import io.pgbaton.plan.OpenTransactions;
import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Await;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/** Holds clients back: whoever sends them waits for their transactions to end and lets no new one through. */
public final class PauseTraffic implements Step {
    private final Server server;

    public PauseTraffic(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "pause-traffic";
    }

    @Override
    public Work work(Facts facts) {
        List<Await.Nudge> hastening = new ArrayList<>();
        if (facts.plan().switchover().openTransactions() == OpenTransactions.TERMINATE) {
            for (String database : facts.databases()) {
                Fence fence = Streams.fence(facts, new Place(server, database));
                hastening.add(new Await.Nudge(fence.at(), fence.evictOpen()));
            }
        }
        return Work.intending(
                        facts.plan().sparesErrors()
                                ? "Hold clients back; they wait and see no error"
                                : facts.plan().holdsClients()
                                        ? "Hold clients back where somebody can; each of the others sees one error and comes again"
                                        : "Hold nobody back: without a pooler, each client sees one error and comes again")
                .move(new Route("pause the traffic", new Route.Pause(), new Route.With(new Route.Resume()), hastening))
                .build();
    }
}
