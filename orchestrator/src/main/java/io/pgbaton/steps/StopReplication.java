package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Stops the stream into the server that is about to take the traffic: both directions at once would go round (LAW-9). */
public final class StopReplication implements Step {
    private final Server publisher;

    public StopReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "stop-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Stop the replication from the " + publisher.word());
        for (Stream stream : Streams.from(facts, publisher)) {
            work.move(Change.ensures(
                    "disable the " + stream.direction() + " subscription of " + stream.database(),
                    stream.subscriberPlace(),
                    stream.subscription().disable(),
                    stream.subscription().disabled(stream.subscriberPlace()),
                    Undo.with(stream.subscription().enable())));
        }
        return work.build();
    }
}
