package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.UpgradeLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An advisory lock of an upgrade, held by a connection of its own to the target's maintenance database. */
final class JdbcLock implements UpgradeLock {
    /** The first half of the key of who works on an upgrade: "pgbt". */
    private static final int WORK = 0x70676274;
    /** Of who compares: "pgbc". */
    private static final int COMPARISON = 0x70676263;
    /** Of who holds the snapshots of a switch: "pgbs". */
    private static final int SNAPSHOTS = 0x70676273;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Connections connections;
    private final Place place;
    private final String upgrade;
    private final Errand errand;
    private @Nullable Connection connection;

    JdbcLock(Connections connections, Place place, String upgrade, Errand errand) {
        this.connections = connections;
        this.place = place;
        this.upgrade = upgrade;
        this.errand = errand;
        acquire();
    }

    private void acquire() {
        Connection fresh = connections.writing(place);
        try {
            Connections.patience(fresh, Duration.ofSeconds(10));
            if (!tryLock(fresh)) {
                String holder = holder(fresh);
                fresh.close();
                throw new HeldException(holder);
            }
            connection = fresh;
        } catch (SQLException e) {
            throw Connections.failure(place, "pg_try_advisory_lock", e);
        }
    }

    /** The first half of a key. */
    static int classOf(Errand errand) {
        switch (errand) {
            case WORK:
                return WORK;
            case COMPARISON:
                return COMPARISON;
            default:
                return SNAPSHOTS;
        }
    }

    /** The second half of an upgrade's key. */
    static int keyOf(String upgrade) {
        return upgrade.hashCode();
    }

    private boolean tryLock(Connection on) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement("SELECT pg_try_advisory_lock(?, ?)")) {
            statement.setInt(1, classOf(errand));
            statement.setInt(2, keyOf(upgrade));
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private String holder(Connection on) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(SqlFile.text("lock-holder"))) {
            statement.setInt(1, classOf(errand));
            statement.setInt(2, keyOf(upgrade));
            try (ResultSet result = statement.executeQuery()) {
                String who = result.next() ? result.getString(1) : "a session that has just gone";
                return held(who);
            }
        }
    }

    private String held(String who) {
        switch (errand) {
            case WORK:
                return "another process works on " + upgrade + ": " + who
                        + "; wait for it, or end it for good with: pgbaton run --take-over";
            case COMPARISON:
                return "both servers of " + upgrade + " are being compared already: " + who
                        + "; wait for its outcome, which the history will have, or end that process";
            default:
                return "the snapshots of a switch of " + upgrade + " are being compared: " + who
                        + "; wait for its outcome, which the history will have, or end that process";
        }
    }

    @Override
    public synchronized boolean confirm(Duration limit) {
        if (alive(limit)) {
            return true;
        }
        close();
        Instant end = Instant.now().plus(limit);
        while (true) {
            try {
                acquire();
                return false;
            } catch (HeldException e) {
                throw new LockLostException("the lock of " + upgrade + " was lost, and now " + e.getMessage());
            } catch (PostgresException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LockLostException("interrupted while waiting for the target");
        }
    }

    private boolean alive(Duration limit) {
        try {
            return connection != null && connection.isValid((int) Math.max(1, Math.min(5, limit.toSeconds())));
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public synchronized void close() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException ignored) {
                // The lock goes with the session.
            }
        }
    }
}
