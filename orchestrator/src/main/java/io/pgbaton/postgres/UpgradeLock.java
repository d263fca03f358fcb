package io.pgbaton.postgres;

import java.time.Duration;

/** An advisory lock of an upgrade: of all processes, one has it. It is held by a session on the target. */
public interface UpgradeLock extends AutoCloseable {
    /** What is for one process at a time; each has a lock of its own. */
    enum Errand {
        /** To work on the upgrade: nobody else changes anything. */
        WORK,
        /** To compare both servers while clients write. */
        COMPARISON,
        /** To hold the snapshots of a switch until what they show is compared. */
        SNAPSHOTS
    }

    /**
     * Whether the session that took the lock is alive on the target, so that nobody else can have had it. If it is gone, the
     * lock is taken anew, which is tried for as long as {@code limit}, and the answer is no: somebody else may have had the
     * lock and have given it back. Throws {@link LockLostException} if somebody has it now, and {@link PostgresException} if
     * the target does not answer in time.
     */
    boolean confirm(Duration limit);

    @Override
    void close();

    /** Somebody else holds the lock. The message says who: host, process, since when. */
    final class HeldException extends RuntimeException {
        public HeldException(String message) {
            super(message);
        }
    }

    /** The lock was held by this process and no longer is; it must stop at once. */
    final class LockLostException extends RuntimeException {
        public LockLostException(String message) {
            super(message);
        }
    }
}
