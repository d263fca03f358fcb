package io.pgbaton.engine;

import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.Result;
import io.pgbaton.step.Change;
import org.jspecify.annotations.Nullable;

/** Where the moves of one step are written down: before they are made, and what became of them. */
interface Ledger {
    /** What is written about a move of this step; null if nothing is. */
    @Nullable
    MoveEntry known(String key);

    /** The entry of a change that this process has just found not to be made, so that it need not be asked again; or null. */
    @Nullable
    MoveEntry fresh(Change change);

    /** Writes down that a move is about to be made. */
    MoveEntry intend(String key, String work);

    /** Takes note that it is about to be made now. */
    void begin(MoveEntry entry);

    /** Writes down what became of it. */
    void settle(Result result);
}
