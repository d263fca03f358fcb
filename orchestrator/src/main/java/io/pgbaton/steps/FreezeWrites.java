package io.pgbaton.steps;

import io.pgbaton.plan.OpenTransactions;
import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Stops writes on the server that has the traffic, and proves it: the question is whether any session could still write, not
 * whether an ALTER succeeded (DOMAIN D.1, D.3).
 */
public final class FreezeWrites implements Step {
    private final Server server;

    public FreezeWrites(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "freeze-writes";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Stop writes on the " + server.word() + " and prove that nobody can write");
        boolean wait = facts.plan().switchover().openTransactions() == OpenTransactions.WAIT;
        List<Change> fences = new ArrayList<>();
        List<Await> proofs = new ArrayList<>();
        for (String database : facts.databases()) {
            Fence fence = Streams.fence(facts, new Place(server, database));
            Sql evict = wait ? fence.evictIdle() : fence.evictAll();
            fences.add(Change.creates(
                    "fence " + database, fence.at(), fence.freeze(evict), fence.frozen(), Undo.with(fence.release())));
            proofs.add(Await.until(
                            "nobody writes on " + database,
                            fence.proved()
                                    .orElse(
                                            "end the sessions named in pg_stat_activity, or set openTransactions: terminate"),
                            facts.plan().switchover().freezeBudget())
                    .nudging(fence.at(), evict));
        }
        work.move(Together.everywhere("fences", fences)).move(Together.everywhere("proofs", proofs));
        return work.build();
    }
}
