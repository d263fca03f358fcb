package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Logins of PgBouncer to its servers. PAUSE breaks off one that is under way, also one that a client starts who comes for the
 * first time after RELOAD; that counts as a failed login, and after RESUME PgBouncer would log in to no server, and refuse
 * clients, until {@code server_login_retry} is over: 15 s by default. (Seen with 1.18, 1.24 and 1.26.) So PAUSE waits for a
 * moment without a login, and RESUME is said together with a server_login_retry of next to nothing, put back once clients are
 * served.
 */
final class Logins {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final Duration SERVED = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final long BETWEEN_LOOKS_NANOS = 1_000_000;
    private static final long BETWEEN_CALM_LOOKS_NANOS = 20_000_000;

    private final AdminConsole console;
    private final TemporarySetting retry = new TemporarySetting("server_login_retry");

    Logins(AdminConsole console) {
        this.console = console;
    }

    /** Remembers what is configured, from an answer to SHOW CONFIG. */
    synchronized void prepare(Reply config) {
        retry.remember(config);
    }

    /** Waits for a moment without a login, but not for long. */
    void awaitNone(List<String> names, Deadline deadline) {
        Deadline enough = deadline.within(MOMENT);
        while (any(names, deadline, "sv_login") && !enough.passed()) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    /** Said together with RESUME. */
    String atOnce() {
        return retry.change(0);
    }

    /** Waits until clients are served again, but not for long, and puts back what was configured. */
    synchronized void calm(List<String> names, Deadline deadline) {
        try {
            Deadline enough = deadline.within(SERVED);
            while (any(names, enough, "cl_waiting") && !enough.passed()) {
                LockSupport.parkNanos(BETWEEN_CALM_LOOKS_NANOS);
            }
        } catch (TrafficException e) {
            // a console that does not answer now may do so later
        }
        console.ask(retry.restore(), deadline.orLater(ANSWER));
    }

    private boolean any(List<String> names, Deadline deadline, String column) {
        return Entries.obeyed(console.ask("SHOW POOLS", deadline), "SHOW POOLS").rows().stream()
                .anyMatch(row -> names.contains(row.get("database")) && !"0".equals(row.getOrDefault(column, "0")));
    }
}
