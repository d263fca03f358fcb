package io.pgbaton.steps;

import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets the stream out of the server that is about to take the traffic begin exactly here: its slot forgets what came by
 * replication, and stands before the first write of a client (LAW-10). From now on nothing of that is lost for the way back.
 * Where both servers can tell what came by replication, the slot may stand anywhere before that write, as it does since it was
 * made: the stream leaves the rest out.
 */
public final class PositionReplication implements Step {
    /** The major from which on a subscription can ask for changes that came by no other replication (origin = none, LAW-9). */
    private static final int ORIGINS = 16;

    private final Server publisher;

    public PositionReplication(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "position-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Let the replication from the " + publisher.word() + " begin exactly here");
        if (!facts.plan().reverse().enabled()) {
            return work.build();
        }
        if (Streams.version(facts, publisher).atLeast(ORIGINS)
                && Streams.version(facts, publisher.other()).atLeast(ORIGINS)) {
            return work.build();
        }
        Marker marker = Streams.marker(facts);
        String token = Streams.token(facts, "started");
        List<Change> positions = new ArrayList<>();
        for (Stream stream : Streams.from(facts, publisher)) {
            positions.add(Change.ensures(
                    "begin the " + stream.direction() + " slot of " + stream.database() + " here",
                    stream.publisherPlace(),
                    marker.forget(publisher, token, stream.slot()),
                    marker.forgotten(stream.publisherPlace(), token, stream.slot()),
                    Undo.needless("the slot goes with the preparation")));
        }
        return work.move(Together.everywhere("positions", positions)).build();
    }
}
