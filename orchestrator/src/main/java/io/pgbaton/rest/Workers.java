package io.pgbaton.rest;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UnknownUpgradeException;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.upgrade.Signal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The threads that work on upgrades: one per upgrade, a few in all. When the process is asked to end, every work is asked
 * to pause and given time for it; what does not pause in time is cut off as by a crash, and a resume goes on from there.
 */
final class Workers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    /** How long a request waits to learn whether its work has begun or was refused, or that the work before is over. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration RHYTHM = Duration.ofMillis(500);

    private static final Duration GLANCE = Duration.ofMillis(20);

    private final Upgrades upgrades;
    private final Duration patience;
    private final Duration grace;
    private final ThreadPoolExecutor threads;
    private final Map<String, Work> works = new HashMap<>();
    private boolean open;

    /** A job and the thread that does it. */
    private static final class Work {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile Job job;
        /** Until when a pause at a held step is overtaken by its start, as System.nanoTime; null for none. */
        private volatile @Nullable Long goOnUntil;

        Work(String signal) {
            this.job = Job.started(signal);
        }
    }

    /**
     * @param most how many upgrades may be worked on at once
     * @param patience how long a request may wait
     * @param grace how long work may take to pause when the process ends
     */
    Workers(Upgrades upgrades, int most, Duration patience, Duration grace) {
        this.upgrades = upgrades;
        this.patience = patience;
        this.grace = grace;
        this.threads =
                new ThreadPoolExecutor(0, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), new DaemonThreads());
    }

    /** Daemons, so that work that does not pause in time does not keep the process from ending. */
    private static final class DaemonThreads implements ThreadFactory {
        @Override
        public Thread newThread(Runnable work) {
            Thread thread = new Thread(work, "upgrade");
            thread.setDaemon(true);
            return thread;
        }
    }

    /** What was started last for the upgrade by this process. */
    synchronized Optional<Job> job(String upgrade) {
        return Optional.ofNullable(works.get(upgrade)).map(work -> work.job);
    }

    /**
     * Throws {@link RefusedException} if this process is working on the upgrade. Work whose phase is over by the journal,
     * which is all that others can see, gets a moment to end.
     */
    void refuseIfAtWork(String upgrade) {
        Work work = work(upgrade);
        if (work == null) {
            return;
        }
        if (work.job.running() && !upgrades.remembered(upgrade).phase().running()) {
            awaitEnd(work);
        }
        if (work.job.running()) {
            refuse(work.job);
        }
    }

    private synchronized @Nullable Work work(String upgrade) {
        return works.get(upgrade);
    }

    private void awaitEnd(Work work) {
        try {
            work.end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("waited for the end of {}", work.job.signal(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether this process is at work on the upgrade and goes on, though it may just be pausing at a step that has been
     * released in this moment.
     */
    boolean goesOn(String upgrade) {
        Work work = work(upgrade);
        if (work == null) {
            return false;
        }
        work.goOnUntil = System.nanoTime() + patience.toNanos();
        if (work.job.running() && !upgrades.remembered(upgrade).phase().running()) {
            awaitEnd(work);
        }
        return work.job.running();
    }

    /** Asks whoever works on the upgrade for a pause. */
    void pause(String upgrade) {
        Work work = work(upgrade);
        if (work != null) {
            work.goOnUntil = null;
        }
        upgrades.pause(upgrade);
    }

    private static void refuse(Job job) {
        throw new RefusedException(
                Problem.AT_WORK,
                "this process (" + ProcessHandle.current().pid() + ") has been working on it since " + job.startedAt()
                        + ", told by " + job.signal() + "; wait for its end, or send pause first");
    }

    /**
     * Works towards the goal in a thread of its own, and returns once that has begun. Throws what the work threw if it
     * was refused at once: {@link io.pgbaton.postgres.UpgradeLock.HeldException}, {@link NotAllowedException},
     * {@link io.pgbaton.postgres.PostgresException} if the servers cannot be reached; {@link RefusedException} if this
     * process is at work on it already, ends, or has no thread left.
     */
    void start(String upgrade, Signal signal, Goal goal) {
        long since = lastEvent(upgrade);
        String beginning = beginning(upgrade, signal);
        Work work = new Work(signal.word());
        synchronized (this) {
            Work before = works.get(upgrade);
            if (before != null && before.job.running()) {
                refuse(before.job);
            }
            if (!open) {
                throw new RefusedException(Problem.NO_WORKER, "the process is ending; send the signal to the next one");
            }
            try {
                threads.execute(() -> run(work, upgrade, goal));
            } catch (RejectedExecutionException e) {
                throw new RefusedException(
                        Problem.NO_WORKER,
                        "all " + threads.getMaximumPoolSize() + " workers are busy; try again when an upgrade rests");
            }
            works.put(upgrade, work);
        }
        awaitBeginning(work, upgrade, since, beginning);
    }

    private void run(Work work, String upgrade, Goal goal) {
        Thread.currentThread().setName("upgrade-" + upgrade);
        try {
            Outcome outcome = upgrades.run(upgrade, goal);
            while (outcome.kind() == Outcome.Kind.PAUSED && overtaken(work)) {
                outcome = upgrades.run(upgrade, goal);
            }
            work.job = work.job.ended(outcome);
            work.end.complete(null);
        } catch (RuntimeException | Error e) {
            if (!Refusals.expected(e)) {
                LOG.error("work on {} failed", upgrade, e);
            }
            work.job = work.job.failed(e);
            work.end.completeExceptionally(e);
        }
    }

    private static boolean overtaken(Work work) {
        Long until = work.goOnUntil;
        work.goOnUntil = null;
        return until != null && System.nanoTime() - until < 0;
    }

    /**
     * The kind of event that tells that the work has begun: the journal has the signal, so that the phase is the new one.
     * A check ends without an event if it is blocked, and what a crash cut short needs no signal to go on.
     */
    private String beginning(String upgrade, Signal signal) {
        boolean goesOn = upgrades.remembered(upgrade).phase().running() && signal != Signal.ABANDON;
        return signal == Signal.CHECK || goesOn ? "claim" : signal.word();
    }

    private void awaitBeginning(Work work, String upgrade, long before, String beginning) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < patience.toNanos()) {
            try {
                work.end.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (begun(upgrade, before, beginning)) {
                    return;
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException) {
                    throw (RuntimeException) e.getCause();
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean begun(String upgrade, long before, String beginning) {
        return upgrades.events(upgrade, before).stream()
                .anyMatch(event -> event.kind().equals(beginning));
    }

    private long lastEvent(String upgrade) {
        List<Journal.EventEntry> events = upgrades.events(upgrade, 0);
        return events.isEmpty() ? 0 : events.get(events.size() - 1).id();
    }

    @Override
    public synchronized void start() {
        open = true;
    }

    @Override
    public synchronized boolean isRunning() {
        return open;
    }

    /** Before the web server, so that the status can be asked for while the work comes to rest. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    @Override
    public void stop() {
        Map<String, Work> atWork = new HashMap<>();
        synchronized (this) {
            open = false;
            works.forEach((upgrade, work) -> {
                if (work.job.running()) {
                    atWork.put(upgrade, work);
                }
            });
        }
        if (!cameToRest(atWork)) {
            LOG.warn(
                    "still at work after {} s, cut off: {}; after the next start, resume goes on from there",
                    grace.toSeconds(),
                    String.join(", ", atWork.keySet()));
        }
    }

    /** Asks again and again: work that is just beginning takes back a pause that was asked for before. */
    private boolean cameToRest(Map<String, Work> atWork) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                atWork.values().stream().map(work -> work.end).toArray(CompletableFuture<?>[]::new));
        long start = System.nanoTime();
        do {
            atWork.forEach((upgrade, work) -> {
                if (work.job.running()) {
                    askToPause(upgrade);
                }
            });
            try {
                all.get(RHYTHM.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                LOG.trace("waiting for {}", atWork.keySet());
            } catch (ExecutionException e) {
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        } while (System.nanoTime() - start < grace.toNanos());
        return false;
    }

    private void askToPause(String upgrade) {
        try {
            pause(upgrade);
        } catch (NotAllowedException | UnknownUpgradeException e) {
            LOG.debug("{} comes to rest by itself: {}", upgrade, e.getMessage());
        } catch (Journal.UnavailableException e) {
            LOG.warn("{} could not be asked to pause: {}", upgrade, e.getMessage());
        }
    }
}
