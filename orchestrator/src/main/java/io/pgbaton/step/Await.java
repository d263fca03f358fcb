package io.pgbaton.step;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Sql;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A probe that is asked until the answer is yes, or a deadline.
 *
 * @param stableFor how long the answer must stay yes; zero for once
 * @param nudge a repeatable statement sent before each question to help it along; null for none
 */
public record Await(
        String key,
        Probe until,
        Duration deadline,
        Duration stableFor,
        @Nullable Nudge nudge) implements Move {
    /** A statement that may be repeated any number of times. */
    public record Nudge(Place at, Sql sql) {}

    /** Waits for one yes. */
    public static Await until(String key, Probe until, Duration deadline) {
        return new Await(key, until, deadline, Duration.ZERO, null);
    }

    /** Waits for a yes that stays. */
    public Await stableFor(Duration time) {
        return new Await(key, until, deadline, time, nudge);
    }

    /** Helps the answer along before each question. */
    public Await nudging(Place at, Sql sql) {
        return new Await(key, until, deadline, stableFor, new Nudge(at, sql));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.await(this);
    }
}
