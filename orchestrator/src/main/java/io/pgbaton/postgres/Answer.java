package io.pgbaton.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Probe}, with what was found, for people.
 *
 * @param left how much is left until the answer is yes, where it can be counted
 */
public record Answer(boolean yes, String found, @Nullable Double left) {
    /** An answer to a question that has nothing to count. */
    public Answer(boolean yes, String found) {
        this(yes, found, null);
    }
}
