package io.pgbaton.steps;

import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Starts the stream out of the server that is about to take the traffic, from exactly here: its slot forgets what came by
 * replication, and is there before the first write of a client (LAW-10).
 */
public final class StartReplication implements Step {
    private final Server publisher;

    public StartReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "start-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Start the replication from the " + publisher.word());
        if (!facts.plan().reverse().enabled()) {
            return work.build();
        }
        Marker marker = Streams.marker(facts);
        String token = Streams.token(facts, "started");
        for (Stream stream : Streams.from(facts, publisher)) {
            work.move(Change.ensures(
                            "begin the " + stream.direction() + " slot of " + stream.database() + " here",
                            stream.publisherPlace(),
                            marker.forget(publisher, token, stream.slot()),
                            marker.forgotten(stream.publisherPlace(), token, stream.slot()),
                            Undo.needless("the slot goes with the preparation")))
                    .move(Change.ensures(
                            "enable the " + stream.direction() + " subscription of " + stream.database(),
                            stream.subscriberPlace(),
                            stream.subscription().enable(),
                            stream.subscription().enabled(stream.subscriberPlace()),
                            Undo.with(stream.subscription().disable())));
        }
        return work.build();
    }
}
