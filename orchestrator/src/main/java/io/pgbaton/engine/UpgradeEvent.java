package io.pgbaton.engine;

import io.pgbaton.upgrade.Phase;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in an upgrade. The engine tells, it never logs; listeners log, count, stream.
 *
 * @param detail figures that belong to it, by name
 */
public record UpgradeEvent(
        Instant at,
        String upgrade,
        Kind kind,
        Phase phase,
        @Nullable String step,
        String message,
        Map<String, Object> detail) {
    /** What sort of thing happened. */
    public enum Kind {
        PHASE(false),
        STEP_STARTED(true),
        STEP_DONE(true),
        MOVE_INTENDED(false),
        MOVE_SETTLED(false),
        WAITING(false),
        FREEZE_BEGAN(true),
        FREEZE_ENDED(true),
        /** The live probe tells what it saw of the switch; the detail is that of {@link io.pgbaton.postgres.Sighting}. */
        SEEN(true),
        UNDONE(true),
        BACKED_OUT(true),
        FAILED(true),
        /** A hook was heard at an edge. */
        HOOK(true),
        NOTE(true);

        private final boolean kept;

        Kind(boolean kept) {
            this.kept = kept;
        }

        /** Whether it becomes a line of the journal's history of its own. */
        public boolean kept() {
            return kept;
        }
    }
}
