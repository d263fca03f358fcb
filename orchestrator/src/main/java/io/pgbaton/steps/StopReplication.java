package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Stops the stream into the server that has taken the traffic, before the one in the other direction begins: both at once
 * would go round (LAW-9). Until then it is idle, for its publisher is fenced.
 */
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
                    Undo.needless("it is dropped next; the way back has a stream of its own")));
        }
        return work.build();
    }
}
