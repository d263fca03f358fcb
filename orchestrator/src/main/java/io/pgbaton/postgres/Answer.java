package io.pgbaton.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Probe}, with what was found, for people.
 *
 * @param left how much is left until the answer is yes, where it can be counted; infinite where it never will be
 */
public record Answer(boolean yes, String found, @Nullable Double left) {
    /** Whether asking again is in vain. */
    public boolean never() {
        return !yes && left != null && left.isInfinite();
    }

    /** An answer to a question that has nothing to count. */
    public Answer(boolean yes, String found) {
        this(yes, found, null);
    }
}
