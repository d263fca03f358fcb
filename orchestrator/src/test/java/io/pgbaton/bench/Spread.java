package io.pgbaton.bench;

import java.util.Collection;

/** Median, 90th percentile and greatest of some figures; zeros of none. */
record Spread(double median, double p90, double p99, double max) {

    static Spread of(Collection<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Spread(at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99), at(sorted, 1));
    }

    /** The smallest figure that at least this share of all does not exceed; the median of an even number is between two. */
    private static double at(double[] sorted, double share) {
        if (sorted.length == 0) {
            return 0;
        }
        if (share == 0.5 && sorted.length % 2 == 0) {
            return round((sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2);
        }
        return round(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
    }

    static double round(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
