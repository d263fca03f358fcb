package io.pgbaton.steps;

import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/**
 * Sets those sequences ahead that moved too far since {@link PresetSequences}, under the fence, so that what is read is the
 * last word. What they are compared with is where they really stand on the other side (DOMAIN D-30 to D-36).
 */
public final class AdvanceSequences implements Step {
    private final Server from;

    public AdvanceSequences(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "advance-sequences";
    }

    @Override
    public boolean looksAnew() {
        return true;
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending(
                "Advance the sequences of the " + from.other().word() + " that are no longer far enough ahead");
        for (SequencePair pair : SequencePair.known(facts, from)) {
            pair.differences(facts).forEach(work::finding);
            pair.advance().forEach(work::move);
            work.table(pair.table());
        }
        return work.build();
    }
}
