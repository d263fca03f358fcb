package io.pgbaton.hooks;

import io.pgbaton.engine.Family;
import io.pgbaton.plan.Program;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a hook's program: without a shell, without a terminal, without the plan's secrets. */
final class ProgramRun {
    /** How long what a program wrote is waited for once it has ended: whoever it left behind may keep its output open. */
    private static final long LAST_WORDS_MILLIS = 100;

    private ProgramRun() {}

    /** Whether there is such a program, for this user. */
    static boolean exists(Program line) {
        String name = line.words().get(0);
        if (name.contains("/")) {
            return Files.isExecutable(Path.of(name));
        }
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    /** Runs it; after {@code limit} it is ended, and so is every program that it has started. */
    static Ending run(Program line, Occasion occasion, List<String> secretVariables, Duration limit) {
        ProcessBuilder builder = new ProcessBuilder(line.words())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        secretVariables.forEach(builder.environment()::remove);
        builder.environment().putAll(occasion.environment());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Ending.failed("could not be started: " + e.getMessage());
        }
        Output output = new Output(process.getInputStream());
        output.start();
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                Family.end(process);
                return new Ending(true, "was ended after " + limit.toMillis() + " ms", output.text());
            }
            output.join(LAST_WORDS_MILLIS);
            int code = process.exitValue();
            return new Ending(code != 0, "ended with " + code, output.text());
        } catch (InterruptedException e) {
            Family.end(process);
            Thread.currentThread().interrupt();
            return new Ending(true, "was ended, since pgbaton is being ended", output.text());
        }
    }

    /** Reads all that a program writes, so that it never waits for us, and keeps the beginning. */
    private static final class Output extends Thread {
        private final InputStream stream;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        Output(InputStream stream) {
            super("hook-output");
            setDaemon(true);
            this.stream = stream;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[1024];
            try {
                for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                    keep(buffer, length);
                }
            } catch (IOException e) {
                // a stream that breaks off is one that has ended
            }
        }

        private synchronized void keep(byte[] buffer, int length) {
            kept.write(buffer, 0, Math.min(length, Math.max(0, Ending.READ - kept.size())));
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8).strip();
        }
    }
}
