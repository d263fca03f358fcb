package io.pgbaton.steps;

import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
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
 * Waits until the other server has everything: a marker committed after the freeze is there only when all before it is,
 * because a subscription applies in commit order. Lag in bytes would not do: it reads zero while megabytes are unsent. Meanwhile it
 * asks whether the schema is the one that was compared: DDL does not arrive.
 */
public final class DrainReplication implements Step {
    private final Server publisher;

    public DrainReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "drain-replication";
    }

    @Override
    public Work work(Facts facts) {
        Marker marker = Streams.marker(facts);
        String token = Streams.token(facts, "drained");
        Work.Builder work = Work.intending("Wait until the " + publisher.other().word() + " has everything");
        List<Change> markers = new ArrayList<>();
        List<Await> arrivals = new ArrayList<>();
        for (Stream stream : Streams.from(facts, publisher)) {
            markers.add(Change.ensures(
                    "write the marker in " + stream.database(),
                    stream.publisherPlace(),
                    marker.write(publisher, token),
                    marker.shows(stream.publisherPlace(), publisher, token),
                    Undo.needless("the next switch writes another one")));
            arrivals.add(Await.until(
                    "the marker of " + stream.database() + " arrives",
                    marker.shows(stream.subscriberPlace(), publisher, token)
                            .orElse("look into the log of the "
                                    + publisher.other().word() + " for the apply worker's error"),
                    facts.plan().switchover().freezeBudget()));
            Place from = stream.publisherPlace();
            // costs no time of its own beside the arrivals
            arrivals.add(Await.until(
                    "schema of " + stream.database(),
                    Sealing.of(facts, from).unbrokenMeanwhile(from),
                    facts.plan().switchover().freezeBudget()));
        }
        work.move(Together.everywhere("markers", markers)).move(Together.everywhere("arrivals", arrivals));
        return work.build();
    }
}
