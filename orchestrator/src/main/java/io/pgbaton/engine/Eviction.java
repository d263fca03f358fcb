package io.pgbaton.engine;

import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends the sessions of whoever worked on the upgrade before, on each server once, side by side, so that a server that is gone
 * does not hold up the other one.
 */
final class Eviction implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    /** How long the server that nobody waits for is waited for all the same: most often it has answered by then. */
    private static final Duration COURTESY = Duration.ofMillis(300);

    private final Servers servers;
    private final String upgrade;
    private final ExecutorService executor = Executors.newFixedThreadPool(Server.values().length, work -> {
        Thread thread = new Thread(work, "eviction");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Server, Future<?>> running = new EnumMap<>(Server.class);
    private final Map<Server, String> failures = new EnumMap<>(Server.class);
    private final Set<Server> outstanding = EnumSet.allOf(Server.class);

    Eviction(Servers servers, String upgrade) {
        this.servers = servers;
        this.upgrade = upgrade;
    }

    /** Tries the servers that are outstanding; waits for {@code awaited}, and for the other one not long. */
    void attempt(Server awaited) {
        servers.patience(LIMIT);
        for (Server server : outstanding) {
            running.computeIfAbsent(server, at -> executor.submit(() -> servers.evictOwner(upgrade, at, LIMIT)));
        }
        harvest(awaited, LIMIT.multipliedBy(2));
        harvest(awaited.other(), COURTESY);
    }

    private void harvest(Server server, Duration limit) {
        Future<?> future = running.get(server);
        if (future == null) {
            return;
        }
        try {
            future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            running.remove(server);
            outstanding.remove(server);
        } catch (TimeoutException e) {
            failures.put(server, "it does not answer");
        } catch (ExecutionException e) {
            running.remove(server);
            if (!(e.getCause() instanceof PostgresException)) {
                throw new IllegalStateException(e.getCause());
            }
            failures.put(server, Objects.toString(e.getCause().getMessage(), ""));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The servers where sessions of the one before may still live: nothing may be changed there. */
    Set<Server> outstanding() {
        return Collections.unmodifiableSet(outstanding);
    }

    /** Why a server is outstanding. */
    String failure(Server server) {
        return failures.getOrDefault(server, "it does not answer");
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
