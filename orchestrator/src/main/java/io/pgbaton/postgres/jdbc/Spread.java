package io.pgbaton.postgres.jdbc;

/** How long requests took: counts by duration, at most 3 % apart, so that a long run needs no more memory than a short one. */
final class Spread {
    /** Below this many microseconds each has a count of its own. */
    private static final int EXACT = 64;

    private static final int STEPS = EXACT / 2;
    /** Enough for durations of some days. */
    private static final int SLOTS = 1280;

    private final long[] counts = new long[SLOTS];
    private long total;

    void add(long micros) {
        counts[Math.min(SLOTS - 1, slot(Math.max(0, micros)))]++;
        total++;
    }

    void addAll(Spread other) {
        for (int i = 0; i < SLOTS; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** The duration in microseconds that this share of all did not exceed; 0 if there were none. */
    long quantile(double share) {
        long wanted = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < SLOTS; i++) {
            seen += counts[i];
            if (seen >= wanted && seen > 0) {
                return greatest(i);
            }
        }
        return 0;
    }

    private static int slot(long micros) {
        if (micros < EXACT) {
            return (int) micros;
        }
        int shift = Long.SIZE - Long.numberOfLeadingZeros(micros / EXACT);
        return shift * STEPS + (int) (micros >>> shift);
    }

    private static long greatest(int slot) {
        if (slot < EXACT) {
            return slot;
        }
        int shift = slot / STEPS - 1;
        long least = (long) (slot % STEPS + STEPS) << shift;
        return least + (1L << shift) - 1;
    }
}
