package io.pgbaton.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads for what is done side by side. They stay, so that none has to be started while clients wait. */
final class Crew implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "pgbaton-crew");
        thread.setDaemon(true);
        return thread;
    });

    /** Begins the work on another thread. */
    Future<?> begin(Runnable work) {
        return threads.submit(work);
    }

    /**
     * Does all of it side by side, the first part on this thread, and returns when the last part has ended. Throws what the
     * first part that failed threw, later failures attached.
     */
    void allOf(List<Runnable> parts) {
        List<Future<?>> others = new ArrayList<>();
        parts.subList(1, parts.size()).forEach(part -> others.add(begin(part)));
        RuntimeException failure = null;
        try {
            parts.get(0).run();
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Future<?> other : others) {
            try {
                ended(other, Duration.ofDays(1));
            } catch (RuntimeException e) {
                failure = together(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static RuntimeException together(
            @org.jspecify.annotations.Nullable RuntimeException first, RuntimeException next) {
        if (first == null || first == next) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }

    /** Whether it ended in time; throws what it threw. An interrupt waits for the end too: what is under way has a deadline. */
    static boolean ended(Future<?> work, Duration patience) {
        boolean interrupted = false;
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                try {
                    work.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException
                            ? (RuntimeException) e.getCause()
                            : new IllegalStateException(e.getCause());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
