package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.CommandTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.Program;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's own programs move the clients: one call for each order. */
public final class Commands implements Traffic {
    private final Plan plan;
    private final CommandTraffic traffic;
    private final OwnProgram programs;
    private Route.@Nullable Order last;
    private @Nullable Server pointed;

    /** The programs that {@code traffic} of the plan names. */
    public Commands(Plan plan, CommandTraffic traffic) {
        this.plan = plan;
        this.traffic = traffic;
        this.programs = new OwnProgram(plan);
    }

    /** The program and the part of its environment that differs from call to call. */
    @Override
    public List<String> describe(Route.Order order) {
        Call call = call(order);
        Program program = call.program();
        return List.of(
                program == null
                        ? "nothing to do: the plan names no program to " + call.word()
                        : "call " + program + " with PGBATON_ORDER=" + call.word()
                                + (call.server() == null
                                        ? ""
                                        : OwnProgram.variables(plan, "", call.server()).entrySet().stream()
                                                .filter(one -> one.getKey().matches("PGBATON_(SERVER|HOST|PORT)"))
                                                .map(one -> " " + one.getKey() + "=" + one.getValue())
                                                .sorted(java.util.Comparator.reverseOrder())
                                                .reduce("", String::concat)));
    }

    private record Call(
            String word,
            @Nullable Program program,
            @Nullable Server server) {}

    private Call call(Route.Order order) {
        return order.accept(new Route.Orders<>() {
            @Override
            public Call pause() {
                return new Call("pause", traffic.pause(), null);
            }

            @Override
            public Call resume() {
                return new Call("resume", traffic.resume(), null);
            }

            @Override
            public Call pointAt(Server server) {
                return new Call("point", traffic.point(), server);
            }
        });
    }

    /**
     * As the status program says. Without one: whether there is nothing to call, or the order is the last of its kind that
     * this process has given.
     */
    @Override
    public synchronized boolean holds(Route.Order order) {
        Program status = traffic.status();
        if (status != null) {
            return holds(order, status, traffic.timeout());
        }
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return traffic.pause() == null || last instanceof Route.Pause;
            }

            @Override
            public Boolean resume() {
                return traffic.resume() == null || last instanceof Route.Resume;
            }

            @Override
            public Boolean pointAt(Server server) {
                return pointed == server;
            }
        });
    }

    private boolean holds(Route.Order order, Program status, Duration time) {
        List<String> words = words(status, time);
        return order.accept(new Route.Orders<>() {
            @Override
            public Boolean pause() {
                return traffic.pause() == null || words.contains("paused");
            }

            @Override
            public Boolean resume() {
                return !words.contains("paused");
            }

            @Override
            public Boolean pointAt(Server server) {
                return words.contains(server.word());
            }
        });
    }

    private List<String> words(Program status, Duration time) {
        List<String> words =
                Arrays.asList(programs.run(status, "status", null, time).split("\\s+"));
        if (words.contains(Server.SOURCE.word()) == words.contains(Server.TARGET.word())) {
            throw new TrafficException(status + " printed '" + String.join(" ", words)
                    + "'; expected is source or target, where clients are sent, and paused while they are held back");
        }
        return words;
    }

    /** Calls the program, and asks the status program whether it is so. A pause that fails is taken back. */
    @Override
    public synchronized void apply(Route.Order order, Duration time, Runnable stillOurs) {
        Call call = call(order);
        Program program = call.program();
        if (program == null) {
            return;
        }
        boolean pausing = order instanceof Route.Pause;
        Deadline deadline = Deadline.in(pausing ? time.multipliedBy(4).dividedBy(5) : time);
        stillOurs.run();
        try {
            programs.run(program, call.word(), call.server(), least(deadline));
            proved(order, call, deadline);
        } catch (TrafficException e) {
            if (pausing) {
                takeBack(time.dividedBy(5), stillOurs, e);
            }
            throw e;
        }
        if (call.server() != null) {
            pointed = call.server();
        } else {
            last = order;
        }
    }

    private void proved(Route.Order order, Call call, Deadline deadline) {
        Program status = traffic.status();
        if (status != null && !holds(order, status, least(deadline))) {
            throw new TrafficException(call.program() + " (order " + call.word() + ") ended with code 0, but " + status
                    + " says that it is not so");
        }
    }

    private void takeBack(Duration time, Runnable stillOurs, TrafficException failure) {
        boolean interrupted = Thread.interrupted();
        try {
            apply(new Route.Resume(), time, stillOurs);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Duration least(Deadline deadline) {
        Duration left = deadline.left();
        return left.compareTo(traffic.timeout()) < 0 ? left : traffic.timeout();
    }

    /** Programs that are not there, and what the status program says before anything is changed. */
    @Override
    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        for (Program program : Arrays.asList(traffic.point(), traffic.pause(), traffic.resume(), traffic.status())) {
            String fault = program == null ? null : OwnProgram.fault(program);
            if (fault != null) {
                findings.add(new Finding(
                        TrafficChecks.PROGRAM, "program " + program.file(), fault, "mend the path, or its mode"));
            }
        }
        if ((traffic.pause() == null) != (traffic.resume() == null)) {
            findings.add(new Finding(
                    TrafficChecks.HALF_A_PAUSE,
                    "traffic",
                    "there is a program to " + (traffic.pause() == null ? "resume" : "pause") + " clients and none to "
                            + (traffic.pause() == null ? "pause" : "resume") + " them",
                    "give both, or neither"));
        }
        if (findings.isEmpty() && traffic.status() != null) {
            status(traffic.status(), findings);
        }
        return findings;
    }

    private void status(Program status, List<Finding> findings) {
        try {
            List<String> words = words(status, traffic.timeout());
            if (!words.contains(Server.SOURCE.word()) || words.contains("paused")) {
                findings.add(new Finding(
                        TrafficChecks.PROGRAM_SAYS_OTHERWISE,
                        "program " + status.file(),
                        "clients are not sent to the source, it says: " + String.join(" ", words),
                        "send them there, or mend the program"));
            }
        } catch (TrafficException e) {
            findings.add(new Finding(
                    TrafficChecks.PROGRAM_SAYS_OTHERWISE,
                    "program " + status.file(),
                    e.getMessage(),
                    "mend the program"));
        }
    }

    /** What the status program says; without one, where this process has pointed, or null. */
    @Override
    public synchronized @Nullable Server pointsAt() {
        Program status = traffic.status();
        if (status == null) {
            return pointed;
        }
        return words(status, traffic.timeout()).contains(Server.SOURCE.word()) ? Server.SOURCE : Server.TARGET;
    }
}
