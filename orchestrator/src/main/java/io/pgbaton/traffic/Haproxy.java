package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.NewClients;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy in front of the servers, told through its runtime socket. Pause: its frontends accept nobody, so that new
 * connections wait in the kernel's queue (or are refused); sessions that are there go on until the fence ends them between
 * two transactions, each with one error. Point: one server is made ready, the other put into maintenance, and what is left
 * on that is shut down. Resume: the frontends accept again.
 */
public final class Haproxy implements Traffic {
    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

    private final HaproxyTraffic traffic;
    private final HaproxyState state;
    private final io.pgbaton.plan.Plan plan;

    /** HAProxy as {@code traffic} of the plan tells. Connects to nobody yet. */
    public Haproxy(io.pgbaton.plan.Plan plan, HaproxyTraffic traffic) {
        this.plan = plan;
        this.traffic = traffic;
        this.state = new HaproxyState(traffic);
    }

    /** The commands of the runtime socket. Asks nobody. */
    @Override
    public List<String> describe(Route.Order order) {
        String limit = traffic.maxconn() == null
                ? "(that of the process)"
                : traffic.maxconn().toString();
        return commands(order, limit).stream()
                .map(command -> "HAProxy at " + traffic.socket() + ": " + command)
                .toList();
    }

    private List<String> commands(Route.Order order, String limit) {
        boolean hold = traffic.newClients() == NewClients.HOLD;
        return order.accept(new Route.Orders<>() {
            @Override
            public List<String> pause() {
                return frontends(name -> hold ? "set maxconn frontend " + name + " 0" : "disable frontend " + name);
            }

            @Override
            public List<String> resume() {
                return frontends(
                        name -> (hold ? "set maxconn frontend " + name + " " + limit : "enable frontend " + name));
            }

            @Override
            public List<String> pointAt(Server server) {
                List<String> commands = new ArrayList<>();
                names(server).forEach(name -> commands.add("set server " + name + " state ready"));
                names(server.other()).forEach(name -> commands.add("set server " + name + " state maint"));
                names(server.other()).forEach(name -> commands.add("shutdown sessions server " + name));
                return commands;
            }
        });
    }

    private List<String> frontends(java.util.function.UnaryOperator<String> command) {
        return traffic.frontends().stream().map(command).toList();
    }

    private List<String> names(Server server) {
        return server == Server.SOURCE ? traffic.source() : traffic.target();
    }

    /** Whether HAProxy says that it is so. Throws {@link TrafficException} if it does not answer. */
    @Override
    public boolean holds(Route.Order order) {
        return holds(order, Deadline.in(traffic.timeout()));
    }

    private boolean holds(Route.Order order, Deadline deadline) {
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return state.frontends(deadline).stream().noneMatch(HaproxyState.Frontend::accepts);
            }

            @Override
            public Boolean resume() {
                return state.frontends(deadline).stream().allMatch(HaproxyState.Frontend::accepts);
            }

            @Override
            public Boolean pointAt(Server server) {
                List<HaproxyState.Backed> servers = state.servers(deadline);
                return servers.stream()
                                .filter(one -> names(server).contains(one.name()))
                                .allMatch(one -> one.ready() && one.up())
                        && servers.stream()
                                .filter(one -> names(server.other()).contains(one.name()))
                                .noneMatch(HaproxyState.Backed::ready);
            }
        });
    }

    /** Gives the commands, and looks until HAProxy says that it is so. A pause that fails is taken back. */
    @Override
    public void apply(Route.Order order, Duration time, Runnable stillOurs) {
        boolean pausing = order instanceof Route.Pause;
        Deadline deadline = Deadline.in(pausing ? time.multipliedBy(4).dividedBy(5) : time);
        if (pausing
                && traffic.newClients() == NewClients.HOLD
                && !state.version(within(deadline)).canHold()) {
            throw new TrafficException(cannotHold(state.version(within(deadline))));
        }
        stillOurs.run();
        try {
            give(order, deadline);
        } catch (TrafficException e) {
            if (pausing) {
                takeBack(time.dividedBy(5), stillOurs, e);
            }
            throw e;
        }
    }

    private void give(Route.Order order, Deadline deadline) {
        boolean resuming = order instanceof Route.Resume && traffic.newClients() == NewClients.HOLD;
        String limit = resuming ? Integer.toString(state.limit(within(deadline))) : "0";
        List<String> commands = commands(order, limit);
        String said = state.socket()
                .ask(within(deadline), commands.toArray(String[]::new))
                .strip();
        while (!holds(order, within(deadline))) {
            if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                throw new TrafficException("HAProxy did not obey in time: " + String.join("; ", commands)
                        + (said.isEmpty() ? "" : " (it said: " + said.replaceAll("\\s+", " ") + ")")
                        + "; ask 'show servers state' and 'show stat' on " + traffic.socket()
                        + " which server is down or which name is wrong, then try again");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private void takeBack(Duration time, Runnable stillOurs, TrafficException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            stillOurs.run();
            give(new Route.Resume(), Deadline.in(time));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An answer may take as long as the plan says, and no longer than what is left. */
    private Deadline within(Deadline deadline) {
        Duration left = deadline.left();
        return left.compareTo(traffic.timeout()) < 0 ? deadline : Deadline.in(traffic.timeout());
    }

    static String cannotHold(HaproxyVersion version) {
        return "HAProxy " + version
                + " stops working when it is to let clients through that it has held back (mended in 2.4.28, 2.6.20,"
                + " 2.8.12, 2.9.12, 3.0.6 and 3.1); write newClients: refuse, or use a later HAProxy";
    }

    /** What keeps HAProxy from obeying, or clients from getting where they should. */
    @Override
    public List<Finding> check() {
        return new HaproxyCheck(plan, traffic, state).findings(Deadline.in(traffic.timeout()));
    }

    /** The server that is ready while the other is in maintenance; null if it is otherwise. */
    @Override
    public @Nullable Server pointsAt() {
        return state.pointsAt(Deadline.in(traffic.timeout()));
    }
}
