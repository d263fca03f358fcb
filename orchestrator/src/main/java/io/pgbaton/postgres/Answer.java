package io.pgbaton.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Probe}, with what was found, for people.
 *
 * @param left how much is left until the answer is yes, where it can be counted; infinite where it never will be
 * @param drift what is not alike in a schema that was loaded
 */
public record Answer(boolean yes, String found, @Nullable Double left, List<Drift> drift) {
    public Answer {
        drift = List.copyOf(drift);
    }

    /** An answer to a question that loads no schema. */
    public Answer(boolean yes, String found, @Nullable Double left) {
        this(yes, found, left, List.of());
    }

    /** Whether asking again is in vain. */
    public boolean never() {
        return !yes && left != null && left.isInfinite();
    }

    /** An answer to a question that has nothing to count. */
    public Answer(boolean yes, String found) {
        this(yes, found, null);
    }
}
