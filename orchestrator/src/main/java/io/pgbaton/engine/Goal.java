package io.pgbaton.engine;

import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far a run is to go. */
public enum Goal {
    CHECKED(Phase.CHECKED),
    IN_SYNC(Phase.IN_SYNC),
    SWITCHED_OVER(Phase.SWITCHED_OVER),
    SWITCHED_BACK(Phase.SWITCHED_BACK),
    FINISHED(Phase.FINISHED),
    ABANDONED(Phase.ABANDONED),
    /** At rest: a switch under way is undone or, past its point of no return, completed, and nothing new is begun. */
    SETTLED(null);

    private final @Nullable Phase phase;

    Goal(@Nullable Phase phase) {
        this.phase = phase;
    }

    /** Whether the goal is reached. */
    boolean reached(Stage stage) {
        return phase == null ? !stage.working().switching() && !stage.working().handing() : stage.phase() == phase;
    }

    /** The signal that leads on from a stage; nothing where the goal is reached or the stage is beyond it. */
    Optional<Signal> next(Stage stage) {
        Phase at = stage.phase();
        if (reached(stage)) {
            return Optional.empty();
        }
        if (this == ABANDONED && stage.working() != Phase.ABANDONING) {
            return Optional.of(Signal.ABANDON);
        }
        switch (at) {
            case PAUSED:
            case STALLED:
                return Optional.of(Signal.RESUME);
            case PLANNED:
            case ABANDONED:
                return Optional.of(Signal.CHECK);
            case CHECKED:
                return Optional.of(Signal.REPLICATE);
            case IN_SYNC:
                return this == SWITCHED_OVER || this == FINISHED ? Optional.of(Signal.SWITCH_OVER) : Optional.empty();
            case SWITCHED_BACK:
                return this == SWITCHED_OVER || this == FINISHED ? Optional.of(Signal.SWITCH_OVER) : Optional.empty();
            case SWITCHED_OVER:
                return this == FINISHED
                        ? Optional.of(Signal.FINISH)
                        : this == SWITCHED_BACK ? Optional.of(Signal.SWITCH_BACK) : Optional.empty();
            default:
                return Optional.empty();
        }
    }

    /** The word on the command line, for example {@code in-sync}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
