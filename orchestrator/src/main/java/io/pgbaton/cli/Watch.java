package io.pgbaton.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the watchdog hears from the process that it watches, one word a line. The end of that process, however it ended, is
 * the end of the stream.
 */
final class Watch {
    /** From the watchdog: everything is at hand. */
    static final String READY = "ready";
    /** From the watchdog: a word was heard. */
    static final String HEARD = "heard";
    /** From the watchdog: why it is of no use. */
    static final String FAILED = "failed ";
    /** Clients are about to be held back. */
    static final String PAUSE = "pause";
    /** Clients go on. */
    static final String GO_ON = "go-on";
    /** The watchdog is to go on in the process's stead. */
    static final String HAND_OVER = "hand-over";
    /** It is needed no more. */
    static final String BYE = "bye";

    private static final String END = "";

    private final InputStream words;
    private final PrintStream answers;
    private final Duration limit;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** @param limit how long a pause may last before somebody has to take over */
    Watch(InputStream words, PrintStream answers, Duration limit) {
        this.words = words;
        this.answers = answers;
        this.limit = limit;
    }

    /** Says that it is ready, and waits; returns why somebody has to take over, or nothing if nobody has to. */
    Optional<String> await() {
        Thread reader = new Thread(this::read, "watch");
        reader.setDaemon(true);
        reader.start();
        answer(READY);
        Long since = null;
        while (true) {
            String word = next(since);
            if (word == null) {
                return Optional.of("clients are held back for longer than " + limit.toMillis()
                        + " ms, and the process that does it does not let them go on");
            }
            switch (word) {
                case PAUSE:
                    since = System.nanoTime();
                    answer(HEARD);
                    break;
                case GO_ON:
                    since = null;
                    break;
                case HAND_OVER:
                    return Optional.of("the process that held clients back gave up before it could let them go on");
                case BYE:
                    return Optional.empty();
                case END:
                    return Optional.of("the process that switched is gone");
                default:
                    answer(FAILED + "unknown word " + word);
            }
        }
    }

    /** The next word; null when the time is over. */
    private @Nullable String next(@Nullable Long since) {
        try {
            return since == null
                    ? heard.take()
                    : heard.poll(limit.toNanos() - (System.nanoTime() - since), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END;
        }
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(words, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                heard.add(line);
            }
        } catch (IOException e) {
            // a stream that breaks off is one that has ended
        } finally {
            heard.add(END);
        }
    }

    private void answer(String word) {
        answers.println(word);
        answers.flush();
    }
}
