package io.pgbaton.step;

import io.pgbaton.postgres.Sql;

/** How a change is taken back. There is no change without one of these. */
public sealed interface Undo permits Undo.With, Undo.Needless, Undo.Impossible {
    /** By statements on the same server and database. They run only while the change holds. */
    record With(Sql sql) implements Undo {}

    /** Nothing has to be taken back, because… */
    record Needless(String because) implements Undo {}

    /** It cannot be taken back, because… */
    record Impossible(String because) implements Undo {}

    static Undo with(Sql sql) {
        return new With(sql);
    }

    static Undo needless(String because) {
        return new Needless(because);
    }

    static Undo impossible(String because) {
        return new Impossible(because);
    }
}
