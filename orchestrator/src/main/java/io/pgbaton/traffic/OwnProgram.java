package io.pgbaton.traffic;

import io.pgbaton.engine.Family;
import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanDigest;
import io.pgbaton.plan.Program;
import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls a program of the operator's: without a shell, with what is going on in its environment and without the secrets of
 * the plan in it, for a limited time, after which it is killed with its children.
 */
final class OwnProgram {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
    private static final int KEPT = 4096;
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final Plan plan;

    OwnProgram(Plan plan) {
        this.plan = plan;
    }

    /**
     * Runs it and returns the end of what it printed. Throws {@link TrafficException} with that if it ends with another
     * code than 0, cannot be started, or takes longer than {@code time}.
     */
    String run(Program program, String order, @Nullable Server server, Duration time) {
        Process process = start(program, order, server);
        Words words = new Words(process.getInputStream());
        try {
            if (!process.waitFor(Math.max(1, time.toMillis()), TimeUnit.MILLISECONDS)) {
                Family.end(process);
                throw new TrafficException(program + " (order " + order + ") took longer than " + time.toMillis()
                        + " ms and was killed with its children" + words.quoted()
                        + "; make it faster, or raise traffic.timeout and switchover.freezeBudget");
            }
        } catch (InterruptedException e) {
            Family.end(process);
            Thread.currentThread().interrupt();
            throw new TrafficException("interrupted while " + program + " ran; it was killed with its children", e);
        }
        if (process.exitValue() != 0) {
            throw new TrafficException(program + " (order " + order + ") ended with code " + process.exitValue()
                    + words.quoted() + "; mend it, then try again");
        }
        return words.text();
    }

    private Process start(Program program, String order, @Nullable Server server) {
        ProcessBuilder builder = new ProcessBuilder(program.words()).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        environment(builder.environment(), order, server);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new TrafficException("cannot start " + program.file() + " (" + e.getMessage() + ")", e);
        }
    }

    private void environment(Map<String, String> environment, String order, @Nullable Server server) {
        Matcher secret = VARIABLE.matcher(PlanDigest.flatten(plan).values().toString());
        while (secret.find()) {
            environment.remove(secret.group(1));
        }
        environment.keySet().removeIf(name -> name.startsWith("PGBATON_") || name.equals("PGPASSWORD"));
        environment.putAll(variables(plan, order, server));
    }

    /** What a program is told: the documented environment. */
    static Map<String, String> variables(Plan plan, String order, @Nullable Server server) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("PGBATON_UPGRADE", plan.name());
        variables.put("PGBATON_ORDER", order);
        variables.put(
                "PGBATON_DATABASES",
                plan.databases().all()
                        ? "all"
                        : String.join(",", plan.databases().names()));
        for (Server one : Server.values()) {
            var address = (one == Server.SOURCE ? plan.source() : plan.target()).address();
            variables.put("PGBATON_" + one.name() + "_HOST", address.host());
            variables.put("PGBATON_" + one.name() + "_PORT", Integer.toString(address.port()));
            if (one == server) {
                variables.put("PGBATON_SERVER", one.word());
                variables.put("PGBATON_HOST", address.host());
                variables.put("PGBATON_PORT", Integer.toString(address.port()));
            }
        }
        return variables;
    }

    /** Why it could not be called at all; null if it could. */
    static @Nullable String fault(Program program) {
        Path file = Path.of(program.file());
        if (program.file().contains("/")) {
            return !file.isAbsolute()
                    ? file + " is a relative path; write the whole path"
                    : !Files.isRegularFile(file)
                            ? file + " is not there"
                            : Files.isExecutable(file) ? null : file + " is not executable for this user";
        }
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory).resolve(file))) {
                return null;
            }
        }
        return file + " is not in PATH";
    }

    /** The end of what a process prints, collected while it runs. */
    private static final class Words {
        private final StringBuilder kept = new StringBuilder();
        private final Thread reader;

        Words(InputStream stream) {
            reader = new Thread(() -> read(stream), "output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            byte[] part = new byte[1024];
            try (stream) {
                for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
                    keep(new String(part, 0, count, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // a stream that breaks off is one that has ended
            }
        }

        private synchronized void keep(String text) {
            kept.append(text);
            if (kept.length() > KEPT) {
                kept.delete(0, kept.length() - KEPT);
            }
        }

        /** Does not wait for a child that was left behind and keeps the stream open. */
        String text() {
            try {
                reader.join(LAST_WORDS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (this) {
                return kept.toString().strip();
            }
        }

        String quoted() {
            String text = text();
            return text.isEmpty() ? "" : "; it printed: " + text;
        }
    }
}
