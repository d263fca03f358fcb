package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
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
                                    .copied(
                                            stream.subscriberPlace(),
                                            Streams.version(facts, Server.TARGET),
                                            failures(facts, stream),
                                            facts.plan().copy().failures())
                                    .orElse(
                                            "look into the target's log for the table that does not get ready, remove the"
                                                    + " cause and run again: tables that are ready are not copied again"),
                            facts.plan().copy().timeout()))
                    .proves(stream.subscription().complete(stream.subscriberPlace(), stream.publisherPlace()));
        }
        return work.build();
    }

    /** How often copying failed until now: whoever runs again has seen to it. */
    private static long failures(Facts facts, Stream stream) {
        Place at = stream.subscriberPlace();
        return !facts.exists(at)
                ? 0
                : facts.at(at).ask("following", stream.subscription().name()).stream()
                        .mapToLong(row -> row.number("copy_errors"))
                        .findFirst()
                        .orElse(0);
    }

    @Override
    public long bytes(Facts facts) {
        return Sizes.of(facts, "bytes");
    }
}
