package io.pgbaton.upgrade;

import org.jspecify.annotations.Nullable;

/**
 * The state of the lifecycle: a phase, and for {@link Phase#PAUSED} and {@link Phase#STALLED} the phase that a resume
 * goes back to.
 */
public record Stage(Phase phase, @Nullable Phase of) {
    public Stage {
        boolean resting = phase == Phase.PAUSED || phase == Phase.STALLED;
        if (resting != (of != null)) {
            throw new IllegalArgumentException(phase + " of " + of + " is no stage");
        }
    }

    /** The stage of an ordinary phase. */
    public static Stage at(Phase phase) {
        return new Stage(phase, null);
    }

    /** The phase whose work is under way or interrupted. */
    public Phase working() {
        return of == null ? phase : of;
    }

    @Override
    public String toString() {
        return of == null ? phase.name() : phase + " in " + of;
    }
}
