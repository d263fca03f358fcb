package io.pgbaton.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Probe}, with what was found, for people.
 *
 * @param left how much is left until the answer is yes, where it can be counted; infinite where it never will be
 * @param drift what is not alike in a schema that was loaded
 * @param decided whether the question was answered at all; a trial may be held up by others
 */
public record Answer(boolean yes, String found, @Nullable Double left, List<Drift> drift, boolean decided) {
    public Answer {
        drift = List.copyOf(drift);
    }

    /** A yes to loading a schema, and what is not alike then. */
    public static Answer loaded(String found, List<Drift> drift) {
        return new Answer(true, found, null, drift, true);
    }

    /** No answer, and why there is none. */
    public static Answer undecided(String found) {
        return new Answer(false, found, null, List.of(), false);
    }

    /** An answer to a question that loads no schema. */
    public Answer(boolean yes, String found, @Nullable Double left) {
        this(yes, found, left, List.of(), true);
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
