package io.pgbaton.postgres;

import java.util.List;
import java.util.Optional;

/**
 * A client of ours that goes the application's own way and writes and reads while a switch goes on. Used by one thread; it
 * works in threads of its own, and nothing that befalls it is thrown at whoever switches.
 */
public interface LiveProbe extends AutoCloseable {
    /**
     * What keeps it from working.
     *
     * @param message what it was told
     * @param remedy what to do, with the exact statement where a right is missing
     */
    record Obstacle(String message, String remedy) {}

    /** Connects and, once its table is there, writes a row and takes it back; leaves nothing behind. */
    List<Obstacle> obstacles();

    /** Begins to write and read; returns at once. What it saw of an earlier switch is forgotten. */
    void begin();

    /**
     * Waits until it has run as long as it should before clients are held back. Tells why nothing could be seen if it gets no
     * answers, which is what clients would get too, and has ended then; empty if it gets them.
     */
    Optional<String> steady();

    /**
     * Lets it run on behind the longest stall, as long as it should, and then ends it. Empty if it had not begun, or never
     * got an answer.
     */
    Optional<Sighting> stop();

    /** Ends it at once, if it runs. */
    @Override
    void close();

    /** No probe: sees nothing and hinders nothing. */
    static LiveProbe none() {
        return new LiveProbe() {
            @Override
            public List<Obstacle> obstacles() {
                return List.of();
            }

            @Override
            public void begin() {}

            @Override
            public Optional<String> steady() {
                return Optional.empty();
            }

            @Override
            public Optional<Sighting> stop() {
                return Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
