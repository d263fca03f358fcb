package io.pgbaton.engine;

import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.SnapshotHolder;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.postgres.UpgradeLock.Errand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What both servers showed in the pause of a switch, held by sessions of this process. Whatever goes wrong with them is
 * remembered and in nobody's way. A lock on the target tells others that they are there. Any thread may use it.
 */
final class Snapshots implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    /** How much longer than the plan allows the server waits before it ends a session that this process has forgotten. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final String upgrade;
    private final Comparing plan;
    private final Clock clock;
    private final Map<Place, SnapshotHolder> holders = new ConcurrentHashMap<>();
    private final Map<Place, String> names = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private @Nullable Servers servers;
    private @Nullable UpgradeLock lock;
    private volatile boolean wanted;
    private volatile long passage;
    private volatile long since;

    Snapshots(Plan plan, Clock clock) {
        this.upgrade = plan.name();
        this.plan = plan.compare();
        this.clock = clock;
    }

    /** Under what name the lock of a switch's snapshots is taken. */
    static String lockName(String upgrade, long passage) {
        return upgrade + " " + passage;
    }

    /** A switch is about to begin its pause; what was held before is given up. */
    synchronized void begin(Servers both, long switching) {
        close();
        servers = both;
        passage = switching;
    }

    /** Opens what is needed to hold a place, and tries it once. */
    synchronized void ready(Place place) {
        wanted = true;
        if (failure.get() != null || servers == null) {
            return;
        }
        try {
            if (lock == null) {
                lock = servers.lock(lockName(upgrade, passage), Errand.SNAPSHOTS);
            }
            holders.put(place, servers.snapshotHolder(place, plan.atSwitchFor().plus(GRACE)));
            rehearse(place);
        } catch (PostgresException | UpgradeLock.HeldException e) {
            failed(place, e);
        }
    }

    /** Does what will be done in the pause, and gives it up. */
    void rehearse(Place place) {
        SnapshotHolder holder = holders.get(place);
        if (holder == null || failure.get() != null) {
            return;
        }
        try {
            holder.rehearse(LIMIT);
        } catch (PostgresException e) {
            failed(place, e);
        }
    }

    /** Holds what the place shows now; returns why that, or another place, could not be held. */
    Optional<String> take(Place place, Duration limit) {
        SnapshotHolder holder = holders.get(place);
        if (holder != null && failure.get() == null) {
            try {
                since = clock.nanos();
                names.put(place, holder.take(limit));
            } catch (PostgresException e) {
                failed(place, e);
            }
        }
        return Optional.ofNullable(failure.get());
    }

    private void failed(Place place, RuntimeException e) {
        failure.compareAndSet(null, "what " + place + " showed could not be held: " + e.getMessage());
    }

    /** Whether a switch wanted some. */
    boolean wanted() {
        return wanted;
    }

    /** Why not every place is held that was to be; nothing if all are. */
    Optional<String> failure() {
        boolean all = names.keySet().equals(holders.keySet()) && !names.isEmpty();
        return Optional.ofNullable(failure.get())
                .or(() -> all ? Optional.empty() : Optional.of("nothing was held of both servers"));
    }

    /** The passage of their switch. */
    long passage() {
        return passage;
    }

    /** How long they have been held. */
    Duration age() {
        return Duration.ofNanos(clock.nanos() - since);
    }

    /** The name of what is held of a place. */
    String name(Place place) {
        return Optional.ofNullable(names.get(place))
                .orElseThrow(() -> new StepFailed("what " + place + " showed at the switch is not held"));
    }

    /** Gives up what is held. */
    @Override
    public synchronized void close() {
        holders.values().forEach(SnapshotHolder::close);
        holders.clear();
        names.clear();
        failure.set(null);
        wanted = false;
        UpgradeLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }
}
