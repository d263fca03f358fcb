package io.pgbaton.cli;

import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.Upgrades;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What Ctrl-C means while an upgrade is being worked on: the first one asks for a pause, which comes at the next boundary
 * between two moves; a switch under way completes or backs out first. The second one ends the process at once, as a crash
 * would, which a later run survives.
 */
final class Interrupt implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    private static final long AGAIN_MILLIS = 200;
    /** The usual exit code of a program that a signal ended, less the signal's number. */
    private static final int SIGNALLED = 128;

    private final Upgrades upgrades;
    private final String name;
    private final Consumer<String> say;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean working = true;

    private Interrupt(Upgrades upgrades, String name, Consumer<String> say) {
        this.upgrades = upgrades;
        this.name = name;
        this.say = say;
    }

    /** Listens to signals until closed. */
    static Interrupt watching(Upgrades upgrades, String name, Consumer<String> say) {
        Interrupt interrupt = new Interrupt(upgrades, name, say);
        SIGNALS.forEach(signal -> handle(signal, interrupt::received));
        return interrupt;
    }

    private static void handle(String signal, SignalHandler handler) {
        try {
            Signal.handle(new Signal(signal), handler);
        } catch (IllegalArgumentException ignored) {
            // The platform does not have the signal, or the JVM keeps it for itself.
        }
    }

    private void received(Signal signal) {
        if (!asked.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        say.accept(
                "pausing at the end of the move under way; a second Ctrl-C ends this process at once, and 'pgbaton run'"
                        + " goes on from there");
        Thread thread = new Thread(this::pause, "pause");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks until the engine is where it can be asked: it may be between two phases, or past a point of no return. */
    private void pause() {
        while (working) {
            try {
                upgrades.pause(name);
                return;
            } catch (NotAllowedException notNow) {
                if (!waited()) {
                    return;
                }
            } catch (RuntimeException e) {
                say.accept("the pause could not be asked for: " + Failures.messageOf(e));
                return;
            }
        }
    }

    private static boolean waited() {
        try {
            Thread.sleep(AGAIN_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        working = false;
        SIGNALS.forEach(signal -> handle(signal, SignalHandler.SIG_DFL));
    }
}
