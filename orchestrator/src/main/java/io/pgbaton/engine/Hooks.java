package io.pgbaton.engine;

import java.time.Duration;
import java.util.List;

/** Whoever is asked or told at the edges of an upgrade, as the plan says. */
public interface Hooks extends AutoCloseable {
    /**
     * What a hook answered.
     *
     * @param hook the program, or the address
     * @param failed whether it failed: another exit code than 0, another status than 2xx, no answer in time
     * @param said how it ended and what it said, shortened, without the plan's secrets
     */
    record Heard(String hook, boolean failed, double millis, String said) {}

    /**
     * Asks every hook that is meant by the edge, in the plan's order, and returns what they answered; nothing if none is
     * meant. Throws {@link Veto} for the first that fails where that stops what would come next; the ones behind it are not
     * asked.
     *
     * @param passage which passage through its phase this is
     * @param limit the longest that all of them may take together, whatever their own limits say
     */
    List<Heard> pass(Edge edge, long passage, Duration limit);

    /** What would keep hooks from being asked: a program that is not there, a secret that is not set. Asks none of them. */
    List<io.pgbaton.step.Finding> check();

    @Override
    default void close() {}

    /** A hook said no. The message names it and what it said. */
    final class Veto extends RuntimeException {
        private final transient List<Heard> heard;

        /** @param heard what all hooks of the edge answered so far, the one that said no last */
        public Veto(String message, List<Heard> heard) {
            super(message);
            this.heard = List.copyOf(heard);
        }

        public List<Heard> heard() {
            return heard;
        }
    }

    /** No hooks at all. */
    static Hooks none() {
        return new Hooks() {
            @Override
            public List<Heard> pass(Edge edge, long passage, Duration limit) {
                return List.of();
            }

            @Override
            public List<io.pgbaton.step.Finding> check() {
                return List.of();
            }
        };
    }
}
