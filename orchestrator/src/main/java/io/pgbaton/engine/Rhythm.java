package io.pgbaton.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Tells when something that any thread may do now and then is to be done again. */
final class Rhythm {
    private static final long NEVER = Long.MIN_VALUE;

    private final Clock clock;
    private final Duration rest;
    private final long began;
    private final AtomicLong last = new AtomicLong(NEVER);

    /** @param rest how long it is not due after it was */
    Rhythm(Clock clock, Duration rest) {
        this.clock = clock;
        this.rest = rest;
        this.began = clock.nanos();
    }

    /** Whether it is due, which it is at first; then it is not for a while. */
    boolean isDue() {
        long now = clock.nanos() - began;
        long before = last.get();
        return (before == NEVER || now - before >= rest.toNanos()) && last.compareAndSet(before, now);
    }
}
