package io.pgbaton.step;

import io.pgbaton.postgres.Place;
import java.time.Duration;

/**
 * Holds what a database shows at this moment, so that this process can read it later. It leaves nothing on the server but a
 * read-only transaction of a session that is open already, and is never in the way: a snapshot that does not come within the
 * limit is done without, and told.
 *
 * @param limit how long it is waited for
 */
public record Snapshot(String key, Place at, Duration limit) implements Move {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.snapshot(this);
    }
}
