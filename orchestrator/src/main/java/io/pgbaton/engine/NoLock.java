package io.pgbaton.engine;

import io.pgbaton.postgres.UpgradeLock;
import java.time.Duration;

/** In place of the lock where the target, which keeps it, cannot be reached: the journal alone tells whether another came. */
final class NoLock implements UpgradeLock {
    /** Never: so that the journal is asked. */
    @Override
    public boolean confirm(Duration limit) {
        return false;
    }

    @Override
    public void close() {}
}
