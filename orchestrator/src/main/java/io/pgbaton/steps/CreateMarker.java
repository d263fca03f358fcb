package io.pgbaton.steps;

import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Creates the marker table on both servers; its rows come to the target by the initial copy, like any other. */
public final class CreateMarker implements Step {
    @Override
    public String name() {
        return "create-marker";
    }

    @Override
    public Work work(Facts facts) {
        Marker marker = Streams.marker(facts);
        Work.Builder work = Work.intending("Create the marker table by which draining is proved");
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            Place target = new Place(Server.TARGET, database);
            work.move(Change.creates(
                                    "create the marker in " + source,
                                    source,
                                    marker.createWithRows(),
                                    marker.exists(source),
                                    Undo.with(marker.drop()))
                            .untilFinish())
                    .move(Change.creates(
                                    "create the marker in " + target,
                                    target,
                                    marker.create(),
                                    marker.exists(target),
                                    Undo.with(marker.drop()))
                            .untilFinish());
        }
        return work.build();
    }
}
