package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Looks at the sequences of the source: which are nearly used up, which cycle, and what this role may do with them. */
public final class CheckSequences implements Step {
    @Override
    public String name() {
        return "check-sequences";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the sequences of the source");
        Work.Builder work = Work.intending("Look at the sequences of the source");
        for (Place place : check.databases(Server.SOURCE)) {
            SequencePair pair = SequencePair.listed(facts, place);
            pair.ending().forEach(work::finding);
            pair.noteworthy().forEach(work::finding);
            (facts.plan().reverse().enabled() ? pair.unsettable(facts) : pair.unreadable(facts)).forEach(work::finding);
        }
        return work.build();
    }
}
