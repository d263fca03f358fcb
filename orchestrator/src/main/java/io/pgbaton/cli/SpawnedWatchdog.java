package io.pgbaton.cli;

import io.pgbaton.engine.Watchdog;
import io.pgbaton.plan.Plan;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A watchdog in a process of its own, which notices the end of this one by the end of the pipe between them. */
public final class SpawnedWatchdog implements Watchdog {
    private static final String GONE = "it ended before it was ready";

    private final List<String> command;
    private final Duration timeout;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private @Nullable Process process;
    private boolean held;
    private boolean isReady;

    /**
     * @param java the command line of this program up to its first word, see {@link JavaCommand}
     * @param claim the claim of this process on the plan's upgrade
     */
    public SpawnedWatchdog(List<String> java, Assembly.Settings settings, Plan plan, long claim) {
        command = new ArrayList<>(java);
        command.addAll(List.of(
                "watchdog",
                plan.name(),
                "--claim",
                Long.toString(claim),
                "--control",
                settings.control().toString()));
        timeout = plan.switchover().watchdog().startTimeout();
    }

    @Override
    public synchronized void start() {
        if (process != null) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw missing(String.valueOf(e.getMessage()));
        }
        Process started = process;
        Thread reader = new Thread(() -> read(started), "watchdog");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Process from) {
        try (BufferedReader output = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                answers.add(line);
            }
        } catch (IOException e) {
            // a stream that breaks off is one that has ended
        } finally {
            answers.add(Watch.FAILED + GONE);
        }
    }

    @Override
    public synchronized void ready() {
        start();
        if (!isReady) {
            expect(Watch.READY);
            isReady = true;
        }
    }

    private void expect(String word) {
        try {
            String answer = answers.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (answer == null) {
                throw missing(
                        "it was not ready within " + timeout.toMillis() + " ms (switchover.watchdog.startTimeout)");
            } else if (!answer.equals(word)) {
                throw missing(answer.startsWith(Watch.FAILED) ? answer.substring(Watch.FAILED.length()) : answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw missing("interrupted");
        }
    }

    private static WatchdogException missing(String why) {
        return new WatchdogException("there is no watchdog: " + why
                + "; mend that, or do without (switchover.watchdog.use: off in the plan), and then let nobody but you keep"
                + " clients from waiting if this process dies in the pause");
    }

    @Override
    public synchronized void pauseBegan() {
        ready();
        try {
            say(Watch.PAUSE);
        } catch (IOException e) {
            throw missing("it has ended");
        }
        expect(Watch.HEARD);
        held = true;
    }

    @Override
    public synchronized void pauseEnded() {
        if (held) {
            held = false;
            try {
                say(Watch.GO_ON);
            } catch (IOException e) {
                // The pause is over: nobody needs it any more.
            }
        }
    }

    private void say(String word) throws IOException {
        Process to = process;
        if (to != null) {
            to.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
            to.getOutputStream().flush();
        }
    }

    @Override
    public synchronized void close() {
        Process ending = process;
        process = null;
        if (ending == null) {
            return;
        }
        try (var words = ending.getOutputStream()) {
            words.write(((held ? Watch.HAND_OVER : Watch.BYE) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It has ended already.
        }
        if (!held && !isReady) {
            ending.destroyForcibly();
        }
    }
}
