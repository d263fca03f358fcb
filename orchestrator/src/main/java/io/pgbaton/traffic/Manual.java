package io.pgbaton.traffic;

import io.pgbaton.engine.Questions;
import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.Address;
import io.pgbaton.plan.ManualTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person moves the clients: one question in the middle of the pause, when nobody can write any more, and one more if a
 * confirmed move has to be taken back. Nobody is held back.
 */
public final class Manual implements Traffic {
    private final Plan plan;
    private final ManualTraffic traffic;
    private final Questions questions;
    private @Nullable Server confirmed;
    private @Nullable Server asked;
    private boolean switching;

    /** Asks by way of {@code questions}. */
    public Manual(Plan plan, ManualTraffic traffic, Questions questions) {
        this.plan = plan;
        this.traffic = traffic;
        this.questions = questions;
    }

    /** The question. */
    @Override
    public List<String> describe(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public List<String> pause() {
                return List.of("nothing to do: nobody holds clients back; the fence stops their writes");
            }

            @Override
            public List<String> resume() {
                return List.of("nothing to do: nobody was held back");
            }

            @Override
            public List<String> pointAt(Server server) {
                return List.of(
                        "ask a person, and wait at most " + traffic.timeout().toSeconds() + " s: " + question(server));
            }
        });
    }

    private String question(Server server) {
        Address address = (server == Server.SOURCE ? plan.source() : plan.target()).address();
        String instruction = traffic.instruction();
        return (instruction == null ? "send the clients to" : instruction) + " the " + server.word() + ", " + address
                + ", then confirm";
    }

    /** Before anybody has to wait: throws {@link TrafficException} if nobody could be asked anything. */
    @Override
    public void prepare(Route.Order order, Duration deadline) {
        refuseUnheard();
    }

    /** Of a point, whether it is what was confirmed last; the other orders are always in force. */
    @Override
    public synchronized boolean holds(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return true;
            }

            @Override
            public Boolean resume() {
                return true;
            }

            @Override
            public Boolean pointAt(Server server) {
                return server == confirmed;
            }
        });
    }

    /**
     * Asks and waits. A pause fails at once if nobody could be asked. Pointing back where clients were, when nobody has
     * confirmed that they were moved, asks nothing.
     */
    @Override
    public synchronized void apply(Route.Order order, Duration time, Runnable stillOurs) {
        order.accept(new Route.Orders<@Nullable Void>() {
            @Override
            public @Nullable Void pause() {
                refuseUnheard();
                switching = true;
                confirmed = null;
                return null;
            }

            @Override
            public @Nullable Void resume() {
                switching = false;
                return null;
            }

            @Override
            public @Nullable Void pointAt(Server server) {
                point(server, time, stillOurs);
                return null;
            }
        });
    }

    private void point(Server server, Duration time, Runnable stillOurs) {
        boolean takingBack = switching && asked == server.other() && confirmed == null;
        asked = server;
        if (takingBack || confirmed == server) {
            return;
        }
        refuseUnheard();
        stillOurs.run();
        Duration limit = time.compareTo(traffic.timeout()) < 0 ? time : traffic.timeout();
        try {
            if (!questions.confirmed(plan.name(), question(server), limit)) {
                throw new TrafficException("nobody confirmed within " + limit.toSeconds() + " s: " + question(server)
                        + "; clients that were moved meanwhile belong back at the "
                        + server.other().word());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrafficException("interrupted while waiting for a person", e);
        }
        confirmed = server;
    }

    private void refuseUnheard() {
        if (!questions.heard()) {
            throw new TrafficException(
                    "nobody can be asked to move the clients: there is no terminal, and this process does not serve REST;"
                            + " run it at a terminal, or by 'pgbaton serve'");
        }
    }

    /** Whether the budget leaves time for the person, and what the clients see meanwhile. */
    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        Duration budget = plan.switchover().freezeBudget();
        if (budget.compareTo(traffic.timeout()) <= 0) {
            findings.add(new Finding(
                    TrafficChecks.NO_TIME,
                    "traffic",
                    "nobody can write while a person moves the clients, which may take " + seconds(traffic.timeout())
                            + "; the budget for all of the pause is " + seconds(budget),
                    "make switchover.freezeBudget longer than traffic.timeout, or traffic.timeout shorter"));
        }
        findings.add(new Finding(
                TrafficChecks.BY_HAND,
                "traffic",
                "clients see errors from the fence on until the person has moved them: up to " + seconds(budget)
                        + "; if nobody confirms, the switch is backed out"));
        return findings;
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** What was confirmed last in this process; null before. */
    @Override
    public synchronized @Nullable Server pointsAt() {
        return confirmed;
    }
}
