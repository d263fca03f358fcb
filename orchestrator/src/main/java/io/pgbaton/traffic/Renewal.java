package io.pgbaton.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Replaces PgBouncer's server connections one after the other before they are all closed at once. A server process that has
 * read much of shared_buffers takes milliseconds to end, for its page tables are taken down with it; PAUSE waits for all of them,
 * and what comes after PAUSE shares the processors with them. A process that began a moment ago has touched little.
 */
final class Renewal {
    /** How many connections of a pool are to be replaced in a second, at most: each costs the server a process and a login. */
    private static final int IN_A_SECOND = 20;

    private static final int LONGEST = 30;
    private static final int AN_HOUR = 3600;
    private static final String TENS_OF_SECONDS = "[1-9][0-9]+(\\.[0-9]+)?";
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final long BETWEEN_LOOKS_NANOS = 50_000_000;

    private final AdminConsole console;
    private final TemporarySetting lifetime = new TemporarySetting("server_lifetime");
    private boolean begun;

    Renewal(AdminConsole console) {
        this.console = console;
    }

    /**
     * Begins, and waits until the connections that there are have been replaced, but not for long: one that a client does not
     * let go of stays. Where connections live no longer anyway, nothing is done.
     *
     * @param config an answer to SHOW CONFIG
     */
    synchronized void begin(List<String> names, Reply config, Deadline deadline) {
        lifetime.remember(config);
        if (!lifetime.leftBehind() && !lifetime.configured().matches(TENS_OF_SECONDS)) {
            return;
        }
        begun = true;
        String change = lifetime.change(lifetime(names, deadline));
        Entries.obeyed(console.ask(change, deadline), change);
        Set<String> old = processes(names, deadline);
        Deadline enough = deadline.within(PATIENCE);
        while (!enough.passed() && processes(names, deadline).stream().anyMatch(old::contains)) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    /** Seconds; PgBouncer spreads the replacements over this time, so that each client waits for at most one login. */
    private int lifetime(List<String> names, Deadline deadline) {
        int largest =
                Entries.obeyed(console.ask(Entries.SHOW_DATABASES, deadline), Entries.SHOW_DATABASES).rows().stream()
                        .filter(row -> names.contains(row.get("name")))
                        .map(row -> row.getOrDefault("pool_size", ""))
                        .filter(size -> size.matches("[0-9]{1,6}"))
                        .mapToInt(Integer::parseInt)
                        .max()
                        .orElse(0);
        return Math.max(1, Math.min(LONGEST, largest / IN_A_SECOND));
    }

    private Set<String> processes(List<String> names, Deadline deadline) {
        return Entries.obeyed(console.ask("SHOW SERVERS", deadline), "SHOW SERVERS").rows().stream()
                .filter(row -> names.contains(row.get("database")))
                .map(row -> row.getOrDefault("remote_pid", ""))
                .collect(Collectors.toSet());
    }

    /**
     * Replaces no more of them: each replacement is a login, which PAUSE would break off, and clients that ask for a server after
     * that are refused.
     */
    synchronized void rest(Deadline deadline) {
        if (begun) {
            String change = lifetime.change(AN_HOUR);
            Entries.obeyed(console.ask(change, deadline), change);
        }
    }

    /** Lets connections live as long as before. Does nothing a second time. */
    synchronized void end(Deadline deadline) {
        if (begun) {
            begun = false;
            console.ask(lifetime.restore(), deadline);
        }
    }
}
