package io.pgbaton.step;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Sql;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement, its inverse, and the question that tells whether it has happened. That one question is the verification,
 * the guard of a resume and the guard of the undo.
 *
 * @param ifFound what a yes to {@code holds} means before this change was ever intended
 * @param lasts whether finishing the upgrade takes the change back
 * @param patience how long one statement may take; null for the plan's statementTimeout
 */
public record Change(
        String key,
        Place at,
        Sql sql,
        Probe.Holds holds,
        Undo undo,
        IfFound ifFound,
        Lasts lasts,
        @Nullable Duration patience)
        implements Move {
    /** What it means when a change holds already though nobody intended it. */
    public enum IfFound {
        /** Somebody else made it: stop and say so. Never adopt, never drop what is not ours. */
        STOP,
        /** It is a state, not an object: nothing to do, and nothing to take back later. */
        SKIP
    }

    /** How long a change stays. */
    public enum Lasts {
        /** It is part of the result. */
        FOREVER,
        /** It is scaffolding: finish takes it back. */
        UNTIL_FINISH
    }

    /** Makes something that did not exist: found there before means that it is not ours. */
    public static Change creates(String key, Place at, Sql sql, Probe.Holds holds, Undo undo) {
        return new Change(key, at, sql, holds, undo, IfFound.STOP, Lasts.FOREVER, null);
    }

    /** Brings about a state: found there before means that there is nothing to do. */
    public static Change ensures(String key, Place at, Sql sql, Probe.Holds holds, Undo undo) {
        return new Change(key, at, sql, holds, undo, IfFound.SKIP, Lasts.FOREVER, null);
    }

    /** The same change as scaffolding, which finish takes back. */
    public Change untilFinish() {
        return new Change(key, at, sql, holds, undo, ifFound, Lasts.UNTIL_FINISH, patience);
    }

    /** The same change with another limit for each statement. */
    public Change within(Duration limit) {
        return new Change(key, at, sql, holds, undo, ifFound, lasts, limit);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.change(this);
    }
}
