package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Publishes every table of the source, so that the target can subscribe to them. */
public final class CreatePublication implements Step {
    @Override
    public String name() {
        return "create-publication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Publish the tables of the source");
        for (Stream stream : Streams.from(facts, Server.SOURCE)) {
            work.move(Change.creates(
                            "create the forward publication of " + stream.database(),
                            stream.publisherPlace(),
                            Publishing.sql(facts, stream),
                            stream.publication().exists(stream.publisherPlace()),
                            Undo.with(stream.publication().drop()))
                    .untilFinish());
        }
        return work.build();
    }
}
