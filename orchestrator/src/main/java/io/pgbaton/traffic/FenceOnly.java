package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.Address;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * No proxy: clients know both servers and look for the one that takes writes, so the fence that stops writes on one moves
 * them to the other. There is nothing to tell anybody.
 */
public final class FenceOnly implements Traffic {
    private final Address source;
    private final Address target;

    /** The addresses that belong into the clients' connection strings. */
    public FenceOnly(Address source, Address target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public List<String> describe(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public List<String> pause() {
                return nothing("the fence stops writes at once; nobody holds clients back, so each sees one error");
            }

            @Override
            public List<String> resume() {
                return nothing("nobody was held back");
            }

            @Override
            public List<String> pointAt(Server server) {
                return nothing(
                        "clients with a multi-host URL follow the fence by themselves: they look for the server that"
                                + " takes writes, now the " + server.word());
            }
        });
    }

    private static List<String> nothing(String because) {
        return List.of("nothing to do: " + because);
    }

    /** Always: nothing is needed. */
    @Override
    public boolean holds(Route.Order order) {
        return true;
    }

    /** Does nothing. */
    @Override
    public void apply(Route.Order order, Duration deadline, Runnable stillOurs) {}

    /** Tells the connection strings that clients need. */
    @Override
    public List<Finding> check() {
        return List.of(
                new Finding(
                        TrafficChecks.NOBODY,
                        "traffic",
                        "no pooler is told to hold clients back: each client sees one error at the switch, the least there is without a"
                                + " pooler, and then finds the new server if it knows both: jdbc:postgresql://" + source
                                + "," + target
                                + "/DATABASE?targetServerType=primary&hostRecheckSeconds=0, or for libpq host="
                                + source.host() + ","
                                + target.host() + " port=" + source.port() + "," + target.port()
                                + " target_session_attrs=read-write; a client that knows the source alone stays there and cannot write"));
    }

    /** Null: only the clients know. */
    @Override
    public @Nullable Server pointsAt() {
        return null;
    }
}
