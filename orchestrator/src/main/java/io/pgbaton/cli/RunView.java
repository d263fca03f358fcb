package io.pgbaton.cli;

import io.pgbaton.cli.text.Amount;
import io.pgbaton.cli.text.Screen;
import io.pgbaton.cli.text.StatusLine;
import io.pgbaton.engine.Status;
import io.pgbaton.engine.UpgradeEvent;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run while it goes: a line for every finished step, and in a terminal one line below that is drawn anew each
 * second. While clients are held back no server is asked anything for show.
 */
final class RunView implements Consumer<UpgradeEvent>, AutoCloseable {
    private static final Duration PLAIN_RHYTHM = Duration.ofSeconds(10);
    private static final Duration LINE_RHYTHM = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Screen screen;
    private final DateTimeFormatter time;
    private final StatusLine line = new StatusLine();
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(task -> thread(task, "status line"));
    /** A terminal that does not take what it is sent must not hold up the engine while clients wait. */
    private final ExecutorService printer = Executors.newSingleThreadExecutor(task -> thread(task, "events"));

    private volatile boolean quiet;
    private String last = "";

    RunView(Screen screen, ZoneId zone) {
        this.screen = screen;
        this.time = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    /** Begins to draw the line from what {@code status} tells. */
    void follow(Supplier<Status> status) {
        long rhythm = (screen.terminal() ? LINE_RHYTHM : PLAIN_RHYTHM).toMillis();
        ticker.scheduleWithFixedDelay(() -> tick(status), rhythm, rhythm, TimeUnit.MILLISECONDS);
    }

    private void tick(Supplier<Status> status) {
        if (quiet) {
            return;
        }
        try {
            show(line.of(status.get(), System.nanoTime()));
        } catch (RuntimeException e) {
            // The run itself meets the same trouble and tells it; a line for show must not end it.
            show(last);
        }
    }

    private void show(String text) {
        if (quiet || ticker.isShutdown()) {
            return;
        }
        if (screen.terminal()) {
            screen.hold(text);
        } else if (!text.isEmpty() && !text.equals(last)) {
            screen.say("  " + text);
        }
        last = text;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void accept(UpgradeEvent event) {
        // What is asked for show shares the servers with the switch, whose time is counted in milliseconds.
        if (event.kind() == UpgradeEvent.Kind.PHASE) {
            quiet = event.phase().switching() || event.phase().handing();
        }
        printer.execute(() -> print(event));
    }

    private void print(UpgradeEvent event) {
        if (quiet) {
            screen.hold("");
        }
        String text = text(event);
        if (text != null) {
            screen.say(time.format(event.at()) + "  " + text);
        }
    }

    private @Nullable String text(UpgradeEvent event) {
        switch (event.kind()) {
            case PHASE:
                return screen.bold(event.message());
            case STEP_DONE:
                return screen.green("done") + "  " + padded(event.step()) + "  " + event.message()
                        + took(event.detail());
            case FREEZE_BEGAN:
            case FREEZE_ENDED:
                return screen.yellow(event.message());
            case BACKED_OUT:
                return screen.yellow("backed out: " + event.message());
            case FAILED:
                return screen.red("failed: " + event.message());
            case UNDONE:
                return screen.yellow(event.message());
            case NOTE:
                return event.message();
            default:
                return null;
        }
    }

    private static String padded(@Nullable String step) {
        return String.format(Locale.ROOT, "%-26s", step == null ? "" : step);
    }

    private static String took(Map<String, Object> detail) {
        return detail.get("millis") instanceof Number millis ? "  (" + Amount.millis(millis.doubleValue()) + ")" : "";
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        printer.shutdown();
        try {
            printer.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        screen.hold("");
    }
}
