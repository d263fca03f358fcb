package io.pgbaton.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** What a person is asked while this process works on upgrades; a question is answered by a confirmation, or by nobody. */
public final class Questions {
    private final Map<String, Pending> pending = new HashMap<>();
    private final CopyOnWriteArrayList<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

    private record Pending(String text, CountDownLatch confirmed) {}

    /** From now on {@code listener} is told the name of the upgrade and the question, and can confirm. */
    public void listen(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    /** Whether there is anybody who hears a question. */
    public boolean heard() {
        return !listeners.isEmpty();
    }

    /** Asks, and waits at most so long; whether the confirmation came. */
    public boolean confirmed(String upgrade, String question, Duration time) throws InterruptedException {
        Pending asked = new Pending(question, new CountDownLatch(1));
        synchronized (pending) {
            pending.put(upgrade, asked);
        }
        try {
            listeners.forEach(listener -> listener.accept(upgrade, question));
            return asked.confirmed().await(time.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            synchronized (pending) {
                pending.remove(upgrade, asked);
            }
        }
    }

    /** The question that waits for a confirmation. */
    public Optional<String> pending(String upgrade) {
        synchronized (pending) {
            return Optional.ofNullable(pending.get(upgrade)).map(Pending::text);
        }
    }

    /** Confirms that what was asked for is done; whether there was a question. */
    public boolean confirm(String upgrade) {
        synchronized (pending) {
            Pending asked = pending.get(upgrade);
            if (asked != null) {
                asked.confirmed().countDown();
            }
            return asked != null;
        }
    }
}
