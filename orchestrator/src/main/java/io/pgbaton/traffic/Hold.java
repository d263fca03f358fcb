package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.PgBouncerTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * PAUSE and RESUME. PAUSE answers when the last server connection is closed, for which it waits without end (D-P01), and holds
 * everybody back meanwhile: it is tried for a short while, taken back, and tried again. It is nowhere left in force when an
 * order fails.
 */
final class Hold {
    private static final Duration LAST_ORDER = Duration.ofSeconds(2);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(1);
    private static final long BETWEEN_CONSOLES_NANOS = 20_000_000;

    /** So often that the code of this process has been compiled by then. */
    private static final int REHEARSALS = 30;

    private final PgBouncerTraffic traffic;
    private final Entries entries;
    private final AdminConsole console;
    private final String pausingName;
    private final Supplier<AdminConsole> newConsole;
    private final String consoleName;
    private final Logins logins;
    private final Renewal renewal;
    private final List<AdminConsole> pausing = new ArrayList<>();
    private volatile List<String> held = List.of();
    private volatile List<String> restless = List.of();

    /** The consoles that {@code newConsole} makes have {@code pausingName} as their application_name, and nobody else has. */
    Hold(
            PgBouncerTraffic traffic,
            Entries entries,
            AdminConsole console,
            String pausingName,
            Supplier<AdminConsole> newConsole) {
        this.traffic = traffic;
        this.entries = entries;
        this.console = console;
        this.pausingName = pausingName;
        this.newConsole = newConsole;
        this.logins = new Logins(console);
        this.renewal = new Renewal(console);
        this.consoleName = "console " + Psql.address(traffic.console());
    }

    /**
     * Logs in, one console for each entry, so that the waits do not add up; renews the server connections; asks what will be
     * asked.
     */
    void prepare(Deadline deadline) {
        calm(deadline);
        Reply config = Entries.obeyed(console.ask("SHOW CONFIG", deadline), "SHOW CONFIG");
        logins.prepare(config);
        List<String> names = entries.names(deadline);
        open(names.size(), deadline);
        renewal.begin(names, config, deadline);
        for (int i = 0; i < REHEARSALS && !deadline.passed(); i++) {
            inTheWay(names, deadline);
            logins.awaitNone(names, deadline);
        }
    }

    private void open(int consoles, Deadline deadline) {
        while (pausing.size() < consoles) {
            pausing.add(newConsole.get());
        }
        for (AdminConsole one : pausing) {
            one.open(deadline);
        }
    }

    /** What is held back by us. */
    List<String> held() {
        return held;
    }

    /** Throws {@link TrafficException} when no try succeeded; clients go on where they were. */
    void pause(Deadline deadline, Duration time, Runnable stillOurs) {
        calm(deadline);
        List<String> names = entries.names(deadline);
        open(names.size(), deadline);
        Deadline patience = PgBouncer.patience(deadline, time);
        String missed = "the time was over";
        int tries = 0;
        while (tries < traffic.pauseTries() && !patience.passed()) {
            if (tries > 0) {
                calm(patience);
                rest(patience);
                if (patience.passed()) {
                    break;
                }
                open(names.size(), deadline);
            }
            tries++;
            String miss = once(names, patience, deadline, stillOurs);
            if (miss == null) {
                held = names;
                return;
            }
            missed = miss;
        }
        throw new TrafficException("the pause of " + String.join(", ", names) + " did not come about in " + tries
                + (tries == 1 ? " try" : " tries") + " of at most "
                + traffic.pauseTry().toMillis() + " ms within " + time.toMillis() + " ms, as " + missed
                + "; clients go on where they were; end what holds them, or wait for its end, and try again");
    }

    /** Null if clients are held now, or what was in the way; nobody is held then. */
    private @Nullable String once(List<String> names, Deadline patience, Deadline deadline, Runnable stillOurs) {
        Holders known = inTheWay(names, deadline);
        if (!known.isEmpty()) {
            // nobody needs to be held back to learn that it would be in vain
            return "a server connection was held by " + known.text();
        }
        renewal.rest(patience);
        logins.awaitNone(names, patience);
        stillOurs.run();
        Deadline enough = patience.within(traffic.pauseTry());
        try {
            for (int i = 0; i < names.size(); i++) {
                pausing.get(i).send(List.of(Entries.command("PAUSE", names.get(i))));
            }
            for (int i = 0; i < names.size(); i++) {
                Entries.obeyed(pausing.get(i).receive(enough), Entries.command("PAUSE", names.get(i)));
            }
            return null;
        } catch (Psql.Late e) {
            return missed(names, e, deadline, stillOurs);
        } catch (Psql.Gone | TrafficException e) {
            takeBack(names, e, deadline, stillOurs);
            throw new TrafficException(
                    e.getMessage() + "; clients go on where they were; try again once PgBouncer answers", e);
        }
    }

    /** Who will hold a connection for longer than a try takes. */
    private Holders inTheWay(List<String> names, Deadline deadline) {
        return holders(names, deadline).quietFor(traffic.pauseTry().plus(Holders.ROUNDING));
    }

    private String missed(List<String> names, Psql.Late late, Deadline deadline, Runnable stillOurs) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        String who = interrupted ? "" : lookBack(names);
        takeBack(names, late, deadline, stillOurs);
        if (interrupted) {
            throw new TrafficException("the pause was interrupted; clients go on where they were", late);
        }
        return "a server connection was held by " + (who.isEmpty() ? "a transaction or a session" : who);
    }

    /** Before clients run again, which hold connections too. */
    private String lookBack(List<String> names) {
        try {
            return holders(names, Deadline.in(ONE_ANSWER)).text();
        } catch (TrafficException e) {
            return "";
        }
    }

    private Holders holders(List<String> names, Deadline deadline) {
        List<Reply> replies = console.askAll(Holders.QUESTIONS, deadline);
        return Holders.of(replies.get(0), replies.get(1), names);
    }

    private void rest(Deadline patience) {
        Deadline rested = patience.within(traffic.pauseBetween());
        while (!rested.passed()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TrafficException("interrupted between two tries of the pause; clients go on where they were");
            }
            LockSupport.parkNanos(rested.left().toNanos());
        }
    }

    private void takeBack(List<String> names, RuntimeException cause, Deadline deadline, Runnable stillOurs) {
        pausing.forEach(AdminConsole::close);
        // an interrupt ends the pause, not the taking back
        boolean interrupted = Thread.interrupted();
        try {
            Deadline last = deadline.orLater(LAST_ORDER);
            letGo(names, last, stillOurs);
            if (paused(names, last)) {
                letGo(names, last, stillOurs);
            }
        } catch (TrafficException e) {
            TrafficException stuck = new TrafficException(
                    "a pause that failed could not be taken back, and clients of " + String.join(", ", names)
                            + " may still be held: say RESUME on the " + consoleName + " (" + e.getMessage() + ")",
                    cause);
            stuck.addSuppressed(e);
            throw stuck;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Whether PAUSE came into force after RESUME: a console that has gone may have said it to a PgBouncer that had no ear for
     * it then. Waits until PgBouncer has heard everything that those consoles said.
     */
    private boolean paused(List<String> names, Deadline deadline) {
        while (true) {
            List<Reply> replies = console.askAll(List.of("SHOW CLIENTS", Entries.SHOW_DATABASES), deadline);
            boolean unheard =
                    replies.get(0).rows().stream().anyMatch(row -> pausingName.equals(row.get("application_name")));
            if (!unheard || deadline.passed()) {
                return Entries.all(replies.get(1)).stream()
                        .anyMatch(database -> database.paused() && names.contains(database.name()));
            }
            LockSupport.parkNanos(BETWEEN_CONSOLES_NANOS);
        }
    }

    /** Lets clients go, whoever held them. Asks again with a new console until the deadline. */
    void resume(Deadline deadline, Runnable stillOurs) {
        letGo(held, deadline, stillOurs);
    }

    private void letGo(List<String> known, Deadline deadline, Runnable stillOurs) {
        while (true) {
            stillOurs.run();
            try {
                Deadline answer = deadline.within(ONE_ANSWER);
                List<String> names = known.isEmpty() ? entries.names(answer) : known;
                sayResume(names, answer, stillOurs);
                restless = names;
                held = List.of();
                return;
            } catch (TrafficException e) {
                if (!AdminConsole.unanswered(e) || deadline.passed()) {
                    throw e;
                }
                LockSupport.parkNanos(BETWEEN_CONSOLES_NANOS);
            }
        }
    }

    private void sayResume(List<String> names, Deadline deadline, Runnable stillOurs) {
        String refusal = "";
        List<String> message = new ArrayList<>(List.of(logins.atOnce()));
        message.addAll(Entries.commands("RESUME", names));
        for (Reply reply : console.askAll(message, deadline, stillOurs).subList(1, message.size())) {
            refusal = reply.obeyed() ? refusal : reply.error();
        }
        // an entry that is not paused is refused, and that is all right
        if (!refusal.isEmpty() && entries.served(deadline).stream().anyMatch(PooledDatabase::paused)) {
            throw new TrafficException("PgBouncer refused to resume (" + refusal
                    + "); clients are still held: say RESUME on the " + consoleName);
        }
    }

    /**
     * Forgets what the servers reported at logins: PgBouncer tells it to every new client, and sets it for them, also that a
     * server takes no writes when it does again. Server connections are replaced on the way.
     */
    void refresh(Deadline deadline, Runnable stillOurs) {
        List<String> names = entries.names(deadline);
        // it breaks off logins, as PAUSE does
        logins.awaitNone(names, deadline);
        List<String> orders = new ArrayList<>(List.of(logins.atOnce()));
        orders.addAll(Entries.commands("RECONNECT", names));
        restless = names;
        List<Reply> replies = console.askAll(orders, deadline, stillOurs);
        for (int i = 0; i < orders.size(); i++) {
            Entries.obeyed(replies.get(i), orders.get(i));
        }
    }

    /** What is left to do after clients have been let go: they need not wait for it. Does nothing a second time. */
    synchronized void calm(Deadline deadline) {
        if (!restless.isEmpty()) {
            logins.calm(restless, deadline);
            restless = List.of();
        }
    }

    /** Leaves PgBouncer as it was configured, but for those who are still held. Does nothing a second time. */
    void settle(Deadline deadline) {
        calm(deadline);
        renewal.end(deadline);
    }

    /** Leaves the consoles. */
    void close() {
        pausing.forEach(AdminConsole::close);
    }
}
