package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/**
 * Sets every sequence of the server that will take the traffic ahead while clients still work, so that few are left for
 * {@link AdvanceSequences}; and finds out everything about them that is too slow to be asked while clients wait.
 */
public final class PresetSequences implements Step {
    private final Server from;

    public PresetSequences(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "preset-sequences";
    }

    @Override
    public boolean carriesFigures() {
        return true;
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work =
                Work.intending("Set every sequence of the " + from.other().word() + " ahead by the margin");
        for (String database : facts.databases()) {
            SequencePair pair = SequencePair.settled(facts, new Place(from, database));
            pair.differences(facts).forEach(work::finding);
            pair.ending().forEach(work::finding);
            pair.noteworthy().forEach(work::finding);
            pair.preset().forEach(work::move);
        }
        return work.build();
    }
}
