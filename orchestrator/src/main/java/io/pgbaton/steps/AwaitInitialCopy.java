package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Waits until every table is copied and followed, and proves that none is missing (DOMAIN C-01, LAW-2). */
public final class AwaitInitialCopy implements Step {
    @Override
    public String name() {
        return "await-initial-copy";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Wait for the initial copy of every table");
        for (Stream stream : Streams.from(facts, Server.SOURCE)) {
            work.move(Await.until(
                            "initial copy of " + stream.database(),
                            stream.subscription()
                                    .ready(stream.subscriberPlace())
                                    .orElse("look into the target's log for the table that does not get ready"),
                            facts.plan().copy().timeout()))
                    .proves(stream.subscription().complete(stream.subscriberPlace(), stream.publisherPlace()));
        }
        return work.build();
    }

    @Override
    public long bytes(Facts facts) {
        return Sizes.of(facts, "bytes");
    }
}
