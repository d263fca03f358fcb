package io.pgbaton.postgres;

/** The advisory lock that lets exactly one process work on an upgrade. It is held by a session on the target. */
public interface UpgradeLock extends AutoCloseable {
    /** Throws {@link LockLostException} unless the session that holds the lock is alive on the target. */
    void confirm();

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
