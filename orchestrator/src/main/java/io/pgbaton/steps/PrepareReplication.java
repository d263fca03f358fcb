package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.Subscription;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Makes the stream in the other direction, disabled, while clients still work: its slot may have to wait for transactions,
 * and its subscription proves that the one server reaches the other before anything is frozen (LAW-3, LAW-4, LAW-10).
 */
public final class PrepareReplication implements Step {
    private final Server publisher;

    public PrepareReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "prepare-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Prepare the replication from the " + publisher.word() + " to the "
                + publisher.other().word());
        if (!facts.plan().reverse().enabled()) {
            return work.build();
        }
        for (Stream stream : Streams.from(facts, publisher)) {
            Subscription subscription = stream.subscription();
            work.move(Change.creates(
                                    "create the " + stream.direction() + " slot of " + stream.database(),
                                    stream.publisherPlace(),
                                    new SlotMark(stream).create(),
                                    stream.slot().exists(stream.publisherPlace()),
                                    Undo.with(new SlotMark(stream).drop()))
                            .untilFinish())
                    .move(Change.creates(
                                    "create the " + stream.direction() + " subscription of " + stream.database(),
                                    stream.subscriberPlace(),
                                    Subscribing.sql(facts, stream, Subscription.Start.WAITING),
                                    subscription.exists(stream.subscriberPlace()),
                                    Undo.with(subscription.drop()))
                            .untilFinish());
        }
        return work.build();
    }
}
