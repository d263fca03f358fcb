package io.pgbaton.steps;

import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Publishes the target's tables for the way back and proves that the source can subscribe to them, before any freeze. */
public final class PrepareWayBack implements Step {
    @Override
    public String name() {
        return "prepare-way-back";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Publish the tables of the target for the way back");
        if (!facts.plan().reverse().enabled()) {
            return work.build();
        }
        for (Stream stream : Streams.from(facts, Server.TARGET)) {
            work.requires(
                            new Probe.Reaches(
                                    stream.subscriberPlace(),
                                    Streams.conninfo(facts.plan(), stream),
                                    "the source reaches " + stream.publisherPlace(),
                                    "let the source in by pg_hba.conf of the target, or correct target.replication in the plan"))
                    .move(Change.creates(
                                    "create the reverse publication of " + stream.database(),
                                    stream.publisherPlace(),
                                    Publishing.sql(facts, stream),
                                    stream.publication().exists(stream.publisherPlace()),
                                    Undo.with(stream.publication().drop()))
                            .untilFinish());
        }
        return work.build();
    }
}
