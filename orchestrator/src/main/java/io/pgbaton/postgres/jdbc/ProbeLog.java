package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Sighting;
import io.pgbaton.postgres.Sighting.Answering;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one client of the live probe went through. All moments are microseconds since 1970; they never run backwards. Written
 * by the client, read by whoever asks for the sighting.
 */
final class ProbeLog {
    private static final long NONE = -1;

    private long waitingSince = NONE;
    private long lastAnswer = NONE;
    private long stallBegan;
    private long stallEnded;

    private int oldServer;
    private int newServer;
    private long lastOfOld;
    private long firstOfNew;
    private final Spread before = new Spread();
    private final Spread after = new Spread();

    private long count;
    private long inDoubt;
    private long answers;
    private long errors;
    private long refusals;
    private long lost;
    private long doubled;
    private long stale;
    private @Nullable String firstError;
    private @Nullable String lastError;

    /** A request is about to be sent; if the one before it failed, the client has waited since then. */
    synchronized void asks(long now) {
        if (waitingSince == NONE) {
            waitingSince = now;
        }
    }

    /**
     * A write was acknowledged, and its counter stands at {@code counted}. It is one more than before, or as many more as
     * failed writes were carried out all the same.
     */
    synchronized void wrote(long counted, int server, long now) {
        if (lastAnswer != NONE) {
            long more = counted - (count + 1);
            lost += Math.max(0, -more);
            doubled += Math.max(0, more - inDoubt);
        }
        inDoubt = 0;
        count = counted;
        answered(server, now);
    }

    /** The counter was read back; {@code server} is 0 where the row was not found. */
    synchronized void read(long counted, int server, long now) {
        if (counted < count) {
            stale++;
        }
        answered(server, now);
    }

    private void answered(int server, long now) {
        boolean moved = lastAnswer != NONE && server != 0 && server != (newServer == 0 ? oldServer : newServer);
        long waited = now - waitingSince;
        if (lastAnswer == NONE) {
            oldServer = server;
        } else if (waited > stallEnded - stallBegan) {
            stallBegan = waitingSince;
            stallEnded = now;
        }
        if (moved) {
            newServer = server;
            lastOfOld = lastAnswer;
            firstOfNew = now;
        } else if (newServer != 0) {
            after.add(waited);
        } else {
            before.add(waited);
        }
        answers++;
        waitingSince = NONE;
        lastAnswer = now;
        lastError = null;
    }

    /** A write failed that was sent: whether it was carried out is unknown. */
    synchronized void writeFailed(String error) {
        inDoubt++;
        readFailed(error);
    }

    /** A reading failed that was sent. */
    synchronized void readFailed(String error) {
        errors++;
        note(error);
    }

    /** No connection could be made. */
    synchronized void refused(String error) {
        refusals++;
        note(error);
    }

    private void note(String error) {
        firstError = firstError == null ? error : firstError;
        lastError = error;
    }

    /** When the last answer came; -1 if there was none. */
    synchronized long lastAnswer() {
        return lastAnswer;
    }

    /** When the longest stall was over; of one that still goes on, {@code now}. */
    synchronized long stallEnded(long now) {
        boolean longer = waitingSince != NONE && now - waitingSince > stallEnded - stallBegan;
        return longer ? now : stallEnded;
    }

    /** What keeps the client from an answer at the moment; null if nothing has failed since the last one. */
    synchronized @Nullable String trouble() {
        return lastError;
    }

    /**
     * The view of all clients together; empty if none of them ever got an answer. Whoever still waits has waited until
     * {@code now}.
     */
    static Optional<Sighting> of(List<ProbeLog> clients, long now) {
        List<ProbeLog> seen =
                clients.stream().filter(log -> log.lastAnswer() != NONE).toList();
        if (seen.isEmpty()) {
            return Optional.empty();
        }
        Sum sum = new Sum();
        clients.forEach(log -> sum.add(log, now));
        return Optional.of(sum.sighting());
    }

    /** Adds clients up. */
    private static final class Sum {
        private final ProbeLog all = new ProbeLog();
        private int waiting;

        void add(ProbeLog log, long now) {
            synchronized (log) {
                boolean waits = log.waitingSince != NONE;
                waiting += waits ? 1 : 0;
                stall(log.stallBegan, log.stallEnded);
                if (waits) {
                    stall(log.waitingSince, now);
                }
                all.oldServer = log.oldServer == 0 ? all.oldServer : log.oldServer;
                boolean stayed = log.newServer == 0;
                all.lastOfOld = Math.max(all.lastOfOld, stayed ? log.lastAnswer : log.lastOfOld);
                if (!stayed) {
                    all.firstOfNew = all.newServer == 0 ? log.firstOfNew : Math.min(all.firstOfNew, log.firstOfNew);
                    all.newServer = log.newServer;
                }
                all.before.addAll(log.before);
                all.after.addAll(log.after);
                all.answers += log.answers;
                all.errors += log.errors;
                all.refusals += log.refusals;
                all.lost += log.lost;
                all.doubled += log.doubled;
                all.stale += log.stale;
                all.firstError = all.firstError == null ? log.firstError : all.firstError;
            }
        }

        private void stall(long began, long ended) {
            if (ended - began > all.stallEnded - all.stallBegan) {
                all.stallBegan = began;
                all.stallEnded = ended;
            }
        }

        Sighting sighting() {
            return new Sighting(
                    all.stallBegan,
                    all.stallEnded,
                    answering(all.oldServer, all.lastOfOld, all.before),
                    all.newServer == 0 ? null : answering(all.newServer, all.firstOfNew, all.after),
                    all.answers,
                    all.errors,
                    all.refusals,
                    all.firstError,
                    waiting,
                    all.lost,
                    all.doubled,
                    all.stale);
        }

        private static Answering answering(int version, long edge, Spread spread) {
            return new Answering(version, edge, spread.quantile(0.5), spread.quantile(0.99));
        }
    }
}
