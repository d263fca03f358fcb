package io.pgbaton.rest;

import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.Upgrades;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that compare, one per upgrade. A process that ends just leaves them: what was compared is in the journal, and the
 * next comparison goes on from there.
 */
final class Comparisons {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);
    private static final Duration GLANCE = Duration.ofMillis(20);

    /** From what a comparison begins. */
    enum Beginning {
        /** Where an interrupted one was. */
        WHERE_IT_WAS,
        ANEW
    }

    private static final class Work {
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private volatile ComparisonJob job = ComparisonJob.started();
    }

    private final Upgrades upgrades;
    private final Duration patience;
    private final Map<String, Work> works = new HashMap<>();

    /** @param patience how long a request waits to learn whether its comparison has begun or was refused */
    Comparisons(Upgrades upgrades, Duration patience) {
        this.upgrades = upgrades;
        this.patience = patience;
    }

    /** What this process compares, or compared last. */
    synchronized Optional<ComparisonJob> job(String upgrade) {
        return Optional.ofNullable(works.get(upgrade)).map(work -> work.job);
    }

    /**
     * Compares in a thread of its own, and returns once that has begun. Throws what it threw if it was refused at once:
     * {@link io.pgbaton.engine.NotAllowedException}, {@link io.pgbaton.postgres.UpgradeLock.HeldException},
     * {@link io.pgbaton.postgres.PostgresException}; {@link RefusedException} if this process compares already.
     */
    ComparisonJob start(String upgrade, Beginning beginning) {
        Work work = new Work();
        synchronized (this) {
            Work before = works.get(upgrade);
            if (before != null && before.job.running()) {
                throw new RefusedException(
                        Problem.AT_WORK,
                        "this process (" + ProcessHandle.current().pid() + ") has been comparing its servers since "
                                + before.job.startedAt() + "; GET …/comparisons tells how far it is");
            }
            works.put(upgrade, work);
        }
        Thread thread = new Thread(() -> compare(work, upgrade, beginning), "comparison-" + upgrade);
        thread.setDaemon(true);
        thread.start();
        awaitBeginning(work);
        return work.job;
    }

    private void compare(Work work, String upgrade, Beginning beginning) {
        try {
            Comparison made = beginning == Beginning.ANEW
                    ? upgrades.compareAnew(upgrade, pace -> work.job = work.job.at(pace))
                    : upgrades.compare(upgrade, pace -> work.job = work.job.at(pace));
            work.job = work.job.ended(made);
            work.end.complete(null);
        } catch (RuntimeException | Error e) {
            LOG.debug("the comparison of {} ended", upgrade, e);
            work.job = work.job.failed(e);
            work.end.completeExceptionally(e);
        }
    }

    private void awaitBeginning(Work work) {
        long start = System.nanoTime();
        while (work.job.pace() == null && System.nanoTime() - start < patience.toNanos()) {
            try {
                work.end.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                // it goes on
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException && Refusals.expected(e.getCause())) {
                    throw (RuntimeException) e.getCause();
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
