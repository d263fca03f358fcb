package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Drops the stream that led to the server which has the traffic now. It must never run again: its slot would send back what
 * the other direction brought (LAW-9).
 */
public final class DropReplication implements Step {
    private final Server publisher;

    public DropReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "drop-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Drop the replication from the " + publisher.word());
        Undo undo = Undo.needless("a switch in the other direction makes a new one");
        for (Stream stream : Streams.from(facts, publisher)) {
            Place subscriber = stream.subscriberPlace();
            work.move(Change.ensures(
                            "drop the " + stream.direction() + " subscription of " + stream.database(),
                            subscriber,
                            stream.subscription().drop(),
                            not(stream.subscription().exists(subscriber), "the subscription is gone"),
                            undo))
                    .move(Change.ensures(
                            "drop the " + stream.direction() + " slot of " + stream.database(),
                            stream.publisherPlace(),
                            new SlotMark(stream).drop(),
                            not(stream.slot().exists(stream.publisherPlace()), "the slot is gone"),
                            undo));
        }
        return work.build();
    }

    private static Probe.Holds not(Probe.Holds exists, String sentence) {
        return Probe.holds(exists.at(), sentence, "SELECT NOT (" + exists.sql() + ")");
    }
}
