package io.pgbaton.engine;

import java.time.Duration;
import java.time.Instant;

/** Time as the engine sees it, so that tests can make it tick. */
public interface Clock {
    Instant now();

    /** For measuring; comparable within one process only. Nanoseconds. */
    long nanos();

    /** Waits; throws {@link IllegalStateException} if the thread is interrupted. */
    void pause(Duration time);

    /** The machine's own time. */
    static Clock system() {
        return new Clock() {
            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) {
                try {
                    Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted", e);
                }
            }
        };
    }
}
