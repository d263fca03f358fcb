package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PgBouncer's admin console: logged in at the first question, and again after PgBouncer was restarted. */
final class AdminConsole implements AutoCloseable {
    private final Path program;
    private final Console console;
    private final String applicationName;
    private final Duration connectTimeout;
    private @Nullable Psql psql;

    AdminConsole(Path program, Console console, String applicationName, Duration connectTimeout) {
        this.program = program;
        this.console = console;
        this.applicationName = applicationName;
        this.connectTimeout = connectTimeout;
    }

    /** Logs in now, so that the next command does not pay for it. Throws {@link TrafficException}. */
    synchronized void open(Deadline deadline) {
        ask("SHOW VERSION", deadline);
    }

    /** As {@link #askAll}, for one command. */
    Reply ask(String command, Deadline deadline) {
        return askAll(List.of(command), deadline).get(0);
    }

    /**
     * Asks all in one message and waits for the answers. A console that had gone since the last question is opened again and
     * asked once more: every command in use may be repeated.
     *
     * @throws TrafficException if there is no answer by the deadline or nobody lets us in
     */
    synchronized List<Reply> askAll(List<String> commands, Deadline deadline) {
        boolean reused = psql != null;
        try {
            send(commands);
            List<Reply> replies = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                replies.add(receive(deadline));
            }
            return replies;
        } catch (Psql.Gone e) {
            close();
            if (reused && !deadline.passed()) {
                return askAll(commands, deadline);
            }
            throw unreachable(e);
        } catch (Psql.Late e) {
            throw late(e);
        }
    }

    /** Sends without waiting for the answers. Lets {@link Psql.Gone} through. */
    synchronized void send(List<String> commands) {
        Psql current = psql;
        if (current == null) {
            current = Psql.start(program, console, applicationName, connectTimeout);
            psql = current;
        }
        current.send(commands);
    }

    /** The next answer to what was sent; lets {@link Psql.Late} and {@link Psql.Gone} through. */
    synchronized Reply receive(Deadline deadline) {
        Psql current = psql;
        if (current == null) {
            throw new Psql.Gone("nothing was asked of the console", null);
        }
        try {
            return current.receive(deadline);
        } catch (Psql.Late | Psql.Gone e) {
            close();
            throw e;
        }
    }

    private TrafficException unreachable(Psql.Gone e) {
        return new TrafficException(
                e.getMessage() + "; user " + console.user()
                        + " must be able to log in to the database pgbouncer there, and be one of PgBouncer's admin_users",
                e);
    }

    private TrafficException late(Psql.Late e) {
        return new TrafficException(
                e.getMessage() + "; see whether PgBouncer runs and is not stopped or overloaded, then try again", e);
    }

    /** Whether an error means that there was no answer, rather than a refusal: asking again may help. */
    static boolean unanswered(TrafficException e) {
        return e.getCause() instanceof Psql.Gone || e.getCause() instanceof Psql.Late;
    }

    /** Drops the connection; the next question makes a new one. */
    @Override
    public synchronized void close() {
        Psql current = psql;
        psql = null;
        if (current != null) {
            current.close();
        }
    }
}
