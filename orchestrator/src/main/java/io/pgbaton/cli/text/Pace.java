package io.pgbaton.cli.text;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** How fast a figure grows, from the samples of the last half minute. Bytes and nanoseconds. */
final class Pace {
    private static final long WINDOW = Duration.ofSeconds(30).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long bytes) {}

    void sample(long nanos, long bytes) {
        if (!samples.isEmpty() && bytes < samples.getLast().bytes()) {
            samples.clear();
        }
        samples.addLast(new Sample(nanos, bytes));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW) {
            samples.removeFirst();
        }
    }

    /** Bytes per second; 0 until it can be told. */
    double rate() {
        if (samples.size() < 2) {
            return 0;
        }
        long time = samples.getLast().nanos() - samples.getFirst().nanos();
        long bytes = samples.getLast().bytes() - samples.getFirst().bytes();
        return time <= 0 ? 0 : bytes * 1e9 / time;
    }

    /** The time that the rest takes at this pace; nothing while it stands still. */
    Optional<Duration> left(long bytes) {
        double rate = rate();
        return rate < 1 || bytes < 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil(bytes / rate)));
    }
}
