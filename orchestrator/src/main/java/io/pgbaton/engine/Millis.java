package io.pgbaton.engine;

/** Milliseconds with two decimals, as events tell them. */
final class Millis {
    private Millis() {}

    static double of(long nanos) {
        return Math.round(nanos / 10_000.0) / 100.0;
    }
}
