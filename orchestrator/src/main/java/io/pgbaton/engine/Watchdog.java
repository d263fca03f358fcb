package io.pgbaton.engine;

/**
 * Somebody outside of this process who knows that clients are held back, and brings the upgrade to rest by {@link Rescue}
 * when this process dies or does not let them go on in time.
 */
public interface Watchdog extends AutoCloseable {
    /** Begins to make it ready, without waiting for it; nothing if that has begun. */
    void start();

    /** Waits until it is ready. Throws {@link WatchdogException} if it does not get ready in the plan's time. */
    void ready();

    /** Clients are about to be held back. Throws {@link WatchdogException} if it cannot be told. */
    void pauseBegan();

    /** Clients go on. */
    void pauseEnded();

    /** It is needed no more; where clients are still held back, it goes on in this process's stead. */
    @Override
    void close();

    /** There is no watchdog. The message says why, and what to do. */
    final class WatchdogException extends RuntimeException {
        public WatchdogException(String message) {
            super(message);
        }
    }

    /** Nobody watches. */
    Watchdog NONE = new Watchdog() {
        @Override
        public void start() {}

        @Override
        public void ready() {}

        @Override
        public void pauseBegan() {}

        @Override
        public void pauseEnded() {}

        @Override
        public void close() {}
    };
}
