package io.pgbaton.traffic;

import java.time.Duration;

/** The moment after which nobody waits any longer. */
record Deadline(long nanoTime) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left; never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** This one, or so long from now if that is earlier. */
    Deadline within(Duration time) {
        Deadline other = in(time);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** This one, or so long from now if that is later. */
    Deadline orLater(Duration time) {
        Deadline other = in(time);
        return other.nanoTime - nanoTime > 0 ? other : this;
    }

    boolean passed() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
