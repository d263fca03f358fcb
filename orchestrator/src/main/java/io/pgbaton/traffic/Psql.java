package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Console;
import io.pgbaton.plan.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One {@code psql} child process logged in to PgBouncer's admin console. libpq knows every way of logging in, to consoles of
 * every version; the process stays, so that a command costs no login. The password is in the child's environment alone.
 */
final class Psql implements AutoCloseable {
    // of libpq's variables only those for encryption and the password file mean anything to a console
    private static final List<String> FOREIGN = List.of(
            "PGOPTIONS",
            "PGSERVICE",
            "PGSERVICEFILE",
            "PGHOSTADDR",
            "PGPASSWORD",
            "PGTARGETSESSIONATTRS",
            "PGCLIENTENCODING",
            "PGDATESTYLE",
            "PGTZ",
            "PGGEQO",
            "PGLOADBALANCEHOSTS");
    private static final long LAST_WORDS_MILLIS = 500;
    private static final String END_OF_OUTPUT = "\u0004";

    private final String name;
    private final Process process;
    private final OutputStream commands;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Thread complaining;
    private final String token = "pgbaton-" + UUID.randomUUID() + " ";
    private int asked;
    private int answered;

    private Psql(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.getOutputStream();
        listen(process.getInputStream(), lines);
        this.complaining = listen(process.getErrorStream(), complaints);
    }

    /** Starts the program; whether the console lets us in shows in the first answer. */
    static Psql start(Path program, Console console, String applicationName, Duration connectTimeout) {
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(),
                "-X",
                "-q",
                "-A",
                "-w",
                "-F",
                Reply.SEPARATOR,
                "-P",
                "footer=off",
                conninfo(console, applicationName, connectTimeout));
        Map<String, String> environment = builder.environment();
        FOREIGN.forEach(environment::remove);
        environment.put("LC_ALL", "C");
        Secret password = console.password();
        if (password != null) {
            environment.put("PGPASSWORD", password.reveal());
        }
        try {
            return new Psql(address(console), builder.start());
        } catch (IOException e) {
            throw new TrafficException(
                    "cannot start " + program + " (" + e.getMessage()
                            + "): install PostgreSQL's client programs or name the directory where psql is, then try again",
                    e);
        }
    }

    static String address(Console console) {
        return console.host() + ":" + console.port();
    }

    private static String conninfo(Console console, String applicationName, Duration connectTimeout) {
        return "host=" + quote(console.host()) + " port=" + console.port() + " dbname=pgbouncer user="
                + quote(console.user()) + " application_name=" + applicationName + " connect_timeout="
                + Math.max(1, connectTimeout.toSeconds());
    }

    private static String quote(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** Sends commands of one line each, in one piece, and does not wait. */
    void send(List<String> all) {
        StringBuilder text = new StringBuilder();
        for (String command : all) {
            asked++;
            // psql ends an echo's line itself and flushes before it reads the next line
            text.append(command)
                    .append(";\n\\echo ")
                    .append(token)
                    .append(asked)
                    .append(" :ERROR :LAST_ERROR_MESSAGE\n");
        }
        try {
            commands.write(text.toString().getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw gone(e);
        }
    }

    /**
     * The answer to the oldest command that has none yet.
     *
     * @throws Late when there is none by the deadline; the process has been ended
     * @throws Gone when the console or the process has gone
     */
    Reply receive(Deadline deadline) {
        String end = token + ++answered + " ";
        List<String> rows = new ArrayList<>();
        while (true) {
            String line = next(deadline);
            if (line.startsWith(end + "false")) {
                return Reply.of(rows);
            } else if (line.startsWith(end)) {
                return Reply.failed(line.substring((end + "true ").length()).trim());
            }
            rows.add(line);
        }
    }

    private String next(Deadline deadline) {
        try {
            String line = lines.poll(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            if (line == null) {
                close();
                throw new Late("the console of PgBouncer at " + name + " gave no answer in time");
            } else if (line.equals(END_OF_OUTPUT)) {
                throw gone(null);
            }
            return line;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new Late("interrupted while waiting for the console of PgBouncer at " + name);
        }
    }

    private Gone gone(@org.jspecify.annotations.Nullable Exception cause) {
        try {
            // before the process is ended, which would throw away what it has said
            complaining.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        String why = String.join(" ", complaints).replaceAll("\\s+", " ").replaceFirst("^psql: (error: )?", "");
        return new Gone("the console of PgBouncer at " + name + " is gone" + (why.isEmpty() ? "" : ": " + why), cause);
    }

    /** Whether a command may be sent. */
    boolean alive() {
        return process.isAlive();
    }

    /** Ends the process at once; PgBouncer sees its client leave. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Thread listen(InputStream stream, Queue<String> into) {
        Thread thread = new Thread(() -> copy(stream, into), "psql");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(InputStream stream, Queue<String> into) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                into.add(line);
            }
        } catch (IOException e) {
            // a stream that breaks off is one that has ended
        } finally {
            into.add(into instanceof BlockingQueue ? END_OF_OUTPUT : "");
        }
    }

    /** No answer by the deadline. */
    static final class Late extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Late(String message) {
            super(message);
        }
    }

    /** No console any more. */
    static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Gone(String message, @org.jspecify.annotations.Nullable Exception cause) {
            super(message, cause);
        }
    }
}
