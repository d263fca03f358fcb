package io.pgbaton.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much time is left: bounded by the freeze budget while clients wait, by each thing's own limit otherwise. */
final class Budget {
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Clock clock;
    private final Duration freeze;
    private @Nullable Long frozenSince;
    private boolean wayBack = true;

    Budget(Clock clock, Duration freeze) {
        this.clock = clock;
        this.freeze = freeze;
    }

    /** Clients wait from now on. */
    void begin() {
        frozenSince = clock.nanos();
        wayBack = true;
    }

    /**
     * Clients still wait, but the only way to let them go is forward: from now on nothing is given up for being late, and a
     * single thing may take as long as the whole budget before it is tried again.
     */
    void noWayBack() {
        wayBack = false;
    }

    void end() {
        frozenSince = null;
    }

    boolean frozen() {
        return frozenSince != null;
    }

    /** How long clients have waited so far. */
    Duration spent() {
        return frozenSince == null ? Duration.ZERO : Duration.ofNanos(clock.nanos() - frozenSince);
    }

    /** What is left of the freeze budget, never negative; without a freeze, practically forever. */
    Duration left() {
        if (frozenSince == null) {
            return FOREVER;
        }
        if (!wayBack) {
            return freeze;
        }
        Duration left = freeze.minus(spent());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The limit, or what is left if that is less. */
    Duration atMost(Duration limit) {
        Duration left = left();
        return left.compareTo(limit) < 0 ? left : limit;
    }

    /** How long to go on trying: the limit, or what is left if that is less and there is a way back. */
    Duration tries(Duration limit) {
        return wayBack ? atMost(limit) : limit;
    }

    /** Throws {@link StepFailed} when the freeze budget is used up. */
    void check() {
        if (frozenSince != null && left().isZero()) {
            throw new StepFailed("the freeze budget of " + freeze.toMillis() + " ms is used up");
        }
    }
}
