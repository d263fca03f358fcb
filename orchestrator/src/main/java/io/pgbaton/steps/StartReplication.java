package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Starts the stream out of the server that has taken the traffic, so that the other one follows it: from where its slot was
 * positioned, which was before the first write of a client. It comes after the stream into that server has ended, for both
 * at once would go round (LAW-9).
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
        for (Stream stream : Streams.from(facts, publisher)) {
            work.move(Change.ensures(
                    "enable the " + stream.direction() + " subscription of " + stream.database(),
                    stream.subscriberPlace(),
                    stream.subscription().enable(),
                    stream.subscription().enabled(stream.subscriberPlace()),
                    Undo.needless("it goes with the subscription")));
        }
        return work.build();
    }
}
