package io.pgbaton.cli;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Rescue;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** The watchdog's process. It is started by the process that it watches, never by people. */
@Command(
        name = "watchdog",
        hidden = true,
        description = "Watches over the pause of a switch; started by the process that switches.")
final class WatchdogCommand implements Callable<Integer> {
    /** What a terminal or a supervisor sends to a whole group of processes, the watched one among them. */
    private static final List<String> SIGNALS = List.of("INT", "HUP", "TERM", "TSTP", "TTIN", "TTOU");

    @ParentCommand
    private Pgbaton pgbaton;

    @Parameters(paramLabel = "NAME", description = "The upgrade.")
    private String name;

    @Option(names = "--claim", required = true, description = "The claim of the process that is watched.")
    private long claim;

    private final Optional<ProcessHandle> watched = ProcessHandle.current().parent();
    private String said = "";

    @Override
    public Integer call() throws InterruptedException {
        SIGNALS.forEach(WatchdogCommand::ignore);
        Upgrades upgrades = pgbaton.watchdog();
        Plan plan = upgrades.plan(name);
        Watchdog limits = plan.switchover().watchdog();
        try (Rescue rescue = upgrades.rescue(name, claim)) {
            rescue.rehearse();
            Optional<String> why = new Watch(
                            System.in,
                            System.out,
                            plan.switchover().freezeBudget().plus(limits.grace()))
                    .await();
            if (why.isPresent()) {
                takeOver(rescue, why.get(), limits);
            }
            return 0;
        } catch (RuntimeException e) {
            System.out.println(Watch.FAILED + Failures.messageOf(e).replace('\n', ' '));
            throw e;
        }
    }

    private static void ignore(String signal) {
        try {
            Signal.handle(new Signal(signal), SignalHandler.SIG_IGN);
        } catch (IllegalArgumentException ignored) {
            // The platform does not have the signal, or the JVM keeps it for itself.
        }
    }

    private void takeOver(Rescue rescue, String why, Watchdog limits) throws InterruptedException {
        say(why + "; the watchdog takes over");
        long start = System.nanoTime();
        Duration left = limits.patience();
        do {
            try {
                Outcome outcome = rescue.settle(why, left, () -> Consoles.end(watched, name));
                say(outcome.message());
                rescue.takeBackLatePauses();
                return;
            } catch (Journal.FencedException e) {
                say(Failures.messageOf(e));
                // Whoever came before may need help as well, but gets time to do it alone.
                TimeUnit.NANOSECONDS.sleep(limits.grace().toNanos());
                if (!rescue.adopt()) {
                    return;
                }
            } catch (RuntimeException e) {
                say(Failures.messageOf(e));
                TimeUnit.SECONDS.sleep(1);
            }
            left = limits.patience().minusNanos(System.nanoTime() - start);
        } while (!left.isNegative());
    }

    /** To the terminal of the process that is gone; once for each thing. */
    private void say(String what) {
        if (!what.equals(said)) {
            said = what;
            pgbaton.screen().complain("pgbaton: " + what);
        }
    }
}
