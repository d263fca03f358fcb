package io.pgbaton.rest;

import io.pgbaton.engine.Status;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Looks for writes on fenced servers every few seconds, so that none is found late and no server keeps its log for it. */
final class Watchman implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Watchman.class);

    /** A look costs some 5 ms for every second since the last one, at 1000 transactions per second. */
    static final Duration EVERY = Duration.ofSeconds(10);

    private final Upgrades upgrades;
    private final Duration every;
    private @Nullable ScheduledExecutorService thread;

    Watchman(Upgrades upgrades, Duration every) {
        this.upgrades = upgrades;
        this.every = every;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService fresh = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread made = new Thread(work, "watchman");
            made.setDaemon(true);
            return made;
        });
        fresh.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        thread = fresh;
    }

    private void look() {
        try {
            for (Status status : upgrades.all()) {
                if (status.phase() == Phase.SWITCHED_OVER || status.phase() == Phase.SWITCHED_BACK) {
                    look(status.name());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("the upgrades cannot be read: {}", e.getMessage());
        }
    }

    private void look(String name) {
        try {
            upgrades.watch(name).forEach(stray -> LOG.warn("{}: stray write on the fenced server: {}", name, stray));
        } catch (RuntimeException e) {
            LOG.warn("{}: the fenced server cannot be watched: {}", name, e.getMessage());
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
