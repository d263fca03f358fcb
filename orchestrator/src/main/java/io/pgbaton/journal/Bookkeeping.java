package io.pgbaton.journal;

import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;

/** What a signal does to the rest of the entry, beside its stage. */
final class Bookkeeping {
    private Bookkeeping() {}

    /** A new running phase is a new passage; a resume goes on with its own, and handing over is part of its switch. */
    static boolean beginsPassage(Signal signal, Stage to) {
        return to.phase().running() && signal != Signal.RESUME && signal != Signal.REROUTED;
    }

    /** The step that was interrupted is remembered until it is resumed, and then it is the step under way. */
    static boolean keepsStep(Signal signal, Stage to) {
        return to.of() != null || signal == Signal.RESUME;
    }

    static boolean bringsError(Signal signal) {
        return signal == Signal.FAILED || signal == Signal.BACKED_OUT;
    }

    /** A new try forgets the last error; everything else leaves it to be read. */
    static boolean keepsError(Signal signal) {
        return switch (signal) {
            case FAILED, BACKED_OUT, RESUME, REPLICATE, SWITCH_OVER, SWITCH_BACK -> false;
            default -> true;
        };
    }

    /** A request is met by the pause, and void once somebody resumes. */
    static boolean keepsPauseRequest(Signal signal, Stage to) {
        return to.phase() != Phase.PAUSED && signal != Signal.RESUME;
    }
}
