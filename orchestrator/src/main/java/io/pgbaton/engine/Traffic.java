package io.pgbaton.engine;

import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.List;

/** Whoever sends clients to a server. Every order may be repeated without harm. */
public interface Traffic extends AutoCloseable {
    /** What would be done for the order, as the dry run shows it: console commands, changes of files. */
    List<String> describe(Route.Order order);

    /** Whether the order is in force already. Throws {@link TrafficException}. */
    boolean holds(Route.Order order);

    /**
     * Does beforehand, changing nothing that anybody sees, whatever makes the order quick: opens consoles, writes the new
     * file beside the old one and makes it durable. May be repeated, and for several orders. An order that was not prepared
     * works all the same. Throws {@link TrafficException} at the latest after {@code deadline}.
     */
    default void prepare(Route.Order order, Duration deadline) {}

    /**
     * Carries the order out and returns when it is in force. Throws {@link TrafficException} at the latest after
     * {@code deadline}; a pause that did not come about has been taken back by then.
     *
     * @param stillOurs asked right before anything is changed, or taken back; throws if another process has taken over, and
     *     nothing more is changed then
     */
    void apply(Route.Order order, Duration deadline, Runnable stillOurs);

    /** As above, where nobody else can take over. */
    default void apply(Route.Order order, Duration deadline) {
        apply(order, deadline, () -> {});
    }

    /**
     * Has clients find out anew what their server allows, after they were let through to one that was still fenced. Nothing to
     * do for whoever remembers nothing in their stead. Throws {@link TrafficException} at the latest after {@code deadline}.
     */
    default void refresh(Duration deadline, Runnable stillOurs) {}

    /** What would keep the orders from being carried out: unreachable console, file not writable, wrong entries. Changes nothing. */
    List<Finding> check();

    /** Which server the traffic is sent to, or null where it cannot be told (no proxy). */
    @org.jspecify.annotations.Nullable
    Server pointsAt();

    /**
     * The process numbers of the server sessions that it keeps for clients; nothing where clients come to the servers by
     * themselves. Throws {@link TrafficException}.
     */
    default java.util.Optional<java.util.Set<Long>> sessions() {
        return java.util.Optional.empty();
    }

    /** Lets go of whatever it talks to clients' keepers with; the clients notice nothing. */
    @Override
    default void close() {}

    /** An order that was not carried out. The message says what to do. */
    final class TrafficException extends RuntimeException {
        public TrafficException(String message, Throwable cause) {
            super(message, cause);
        }

        public TrafficException(String message) {
            super(message);
        }
    }
}
