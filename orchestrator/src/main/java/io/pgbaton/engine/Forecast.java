package io.pgbaton.engine;

import io.pgbaton.postgres.Answer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Tells how long a wait may still take, from how fast what is left has become less lately. */
final class Forecast {
    private static final long WINDOW_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofMillis(900).toNanos();

    private record Sample(long nanos, double left) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** What to say behind an answer that leaves something to wait for; empty where nothing can be said yet. */
    String after(long nanos, Answer answer) {
        Double left = answer.left();
        if (answer.yes() || left == null) {
            return "";
        }
        samples.add(new Sample(nanos, left));
        while (nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        Duration rest = rest(samples.getFirst(), samples.getLast());
        if (nanos - samples.getFirst().nanos() < SHORTEST_NANOS) {
            return "";
        }
        return rest == null ? ", not getting less" : ", about " + rest.toSeconds() + " s left";
    }

    private static @Nullable Duration rest(Sample first, Sample last) {
        double perNano = (first.left() - last.left()) / Math.max(1, last.nanos() - first.nanos());
        return perNano <= 0 ? null : Duration.ofNanos((long) (last.left() / perNano));
    }
}
