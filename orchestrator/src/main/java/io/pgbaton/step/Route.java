package io.pgbaton.step;

import io.pgbaton.postgres.Server;
import java.util.List;

/**
 * Tells whoever sends clients to a server what to do. The inverse is another order of the same kind.
 *
 * @param hastening repeatable statements that help an order along which is not in force after a quarter of its time
 */
public record Route(String key, Order order, Undo undo, List<Await.Nudge> hastening) implements Move {
    public Route {
        hastening = List.copyOf(hastening);
    }

    /** An order that nothing can help along. */
    public Route(String key, Order order, Undo undo) {
        this(key, order, undo, List.of());
    }

    /** What the traffic can be told. */
    public sealed interface Order permits Pause, Resume, PointAt {
        <R> R accept(Orders<R> orders);
    }

    /** Holds clients back: none is refused, none gets through. */
    public record Pause() implements Order {
        @Override
        public <R> R accept(Orders<R> orders) {
            return orders.pause();
        }
    }

    /** Lets clients through again. */
    public record Resume() implements Order {
        @Override
        public <R> R accept(Orders<R> orders) {
            return orders.resume();
        }
    }

    /** Sends clients to this server from now on. */
    public record PointAt(Server server) implements Order {
        @Override
        public <R> R accept(Orders<R> orders) {
            return orders.pointAt(server);
        }
    }

    /** A reader of orders. */
    public interface Orders<R> {
        R pause();

        R resume();

        R pointAt(Server server);
    }

    /** The way back of an order: the order that undoes it, or a reason why there is none. */
    public sealed interface Undo permits With, Needless {}

    public record With(Order order) implements Undo {}

    public record Needless(String because) implements Undo {}

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.route(this);
    }
}
