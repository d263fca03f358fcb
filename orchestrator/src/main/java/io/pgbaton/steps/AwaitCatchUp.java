package io.pgbaton.steps;

import io.pgbaton.plan.CatchUp;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Waits until a marker has come through and the lag stays below the plan's limit for the plan's time. */
public final class AwaitCatchUp implements Step {
    @Override
    public String name() {
        return "await-catch-up";
    }

    @Override
    public Work work(Facts facts) {
        CatchUp catchUp = facts.plan().catchUp();
        Marker marker = Streams.marker(facts);
        String token = Streams.token(facts, "caught up");
        Work.Builder work = Work.intending("Wait until the target follows the source closely");
        for (Stream stream : Streams.from(facts, Server.SOURCE)) {
            work.move(Change.ensures(
                            "write a marker in " + stream.database(),
                            stream.publisherPlace(),
                            marker.write(Server.SOURCE, token),
                            marker.shows(stream.publisherPlace(), Server.SOURCE, token),
                            Undo.needless("the next marker replaces it")))
                    .move(Await.until(
                            "the marker of " + stream.database() + " arrives",
                            marker.shows(stream.subscriberPlace(), Server.SOURCE, token)
                                    .orElse("look into the target's log for the apply worker's error"),
                            catchUp.timeout()))
                    .move(Await.until(
                                    "catch-up of " + stream.database(),
                                    Lag.atMost(stream, catchUp.maxLag())
                                            .orElse(
                                                    "the target may be too slow for the writes; raise catchUp.maxLag, or wait for a quieter hour"),
                                    catchUp.timeout())
                            .stableFor(catchUp.stableFor()));
        }
        return work.build();
    }
}
