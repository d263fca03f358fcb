package io.pgbaton.step;

/** One thing that a step does. Sealed and small: a new kind does not compile until every reader knows it. */
public sealed interface Move permits Change, Await, Route, Snapshot, Together {
    /** What it does, in a few words; unique within the step, and the name under which the journal knows it. */
    String key();

    <R> R accept(Visitor<R> visitor);

    /** A reader of moves. */
    interface Visitor<R> {
        R change(Change change);

        R await(Await await);

        R route(Route route);

        R snapshot(Snapshot snapshot);

        R together(Together together);
    }
}
