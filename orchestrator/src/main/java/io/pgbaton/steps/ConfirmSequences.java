package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/**
 * Looks at the sequences before anything is changed for a switch: both servers have the same ones, defined alike, this role
 * may read and set them, and none is used up. From here on their rates are measured.
 */
public final class ConfirmSequences implements Step {
    private final Server from;

    public ConfirmSequences(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "confirm-sequences";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Make sure that the sequences of both servers are alike and have room left");
        for (String database : facts.databases()) {
            SequencePair pair = SequencePair.listed(facts, new Place(from, database));
            pair.differences(facts).forEach(work::finding);
            pair.ending().forEach(work::finding);
        }
        return work.build();
    }
}
