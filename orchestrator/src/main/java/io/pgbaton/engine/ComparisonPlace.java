package io.pgbaton.engine;

import io.pgbaton.plan.Comparing;
import java.util.function.LongConsumer;

/** What the parts of a comparison have in common. */
record ComparisonPlace(
        Vantage vantage,
        Comparing plan,
        Crew crew,
        Clock clock,
        Bookmark bookmark,
        Runnable stopUnlessWanted,
        LongConsumer compared) {
    /** Throws {@link NotAllowedException} once the comparison means nothing any more. */
    void goOn() {
        stopUnlessWanted.run();
    }

    /** So many more rows were compared. */
    void tell(long rows) {
        compared.accept(rows);
    }
}
