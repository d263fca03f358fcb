package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.ProbeTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of the live probe: a thread with one connection that counts up and reads back, in simple queries. */
final class ProbeClient extends Thread {
    /** How long it waits before it tries to connect again. */
    private static final long AGAIN_NANOS = 5_000_000;

    /** How long it may take to notice that it is to end. */
    private static final long ENDING_MILLIS = 2_000;

    /** Where the application connects. */
    interface Door {
        Connection open() throws SQLException;
    }

    /** The clock on the wall as it was when it began, and from then on one that never runs backwards. */
    record Time(long micros, long nanos) {
        static Time begin() {
            return new Time(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), System.nanoTime());
        }

        /** Microseconds since 1970. */
        long now() {
            return micros + (System.nanoTime() - nanos) / 1_000;
        }
    }

    private final ProbeLog log = new ProbeLog();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Door door;
    private final Time time;
    private final long interval;
    private final String write;
    private final String read;
    private volatile @Nullable Connection connection;

    /** @param interval nanoseconds from one write to the next; a client that was held up does not catch up */
    ProbeClient(Door door, Time time, ProbeTable table, int number, long interval) {
        super("live-probe-" + number);
        setDaemon(true);
        this.door = door;
        this.time = time;
        this.interval = interval;
        this.write = table.write(number);
        this.read = table.read(number);
    }

    ProbeLog log() {
        return log;
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        while (waits(next)) {
            boolean answered = tick();
            long now = System.nanoTime();
            next = Math.max(next + interval, answered ? now : now + AGAIN_NANOS);
        }
        drop();
    }

    private boolean waits(long until) {
        try {
            return !ending.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean tick() {
        log.asks(time.now());
        Connection open;
        try {
            open = connected();
        } catch (SQLException e) {
            log.refused(text(e));
            return false;
        }
        boolean written = false;
        try (Statement statement = open.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet row = statement.executeQuery(write)) {
                row.next();
                log.wrote(row.getLong(1), row.getInt(2), time.now());
                written = true;
            }
            log.asks(time.now());
            try (ResultSet row = statement.executeQuery(read)) {
                boolean there = row.next();
                log.read(there ? row.getLong(1) : 0, there ? row.getInt(2) : 0, time.now());
            }
            return true;
        } catch (SQLException e) {
            if (ending.getCount() > 0) {
                failed(written, text(e));
            }
            drop();
            return false;
        }
    }

    private void failed(boolean written, String error) {
        if (written) {
            log.readFailed(error);
        } else {
            log.writeFailed(error);
        }
    }

    private Connection connected() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = door.open();
            connection = open;
        }
        return open;
    }

    static String text(SQLException e) {
        String state = e.getSQLState() == null ? "" : " [" + e.getSQLState() + "]";
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.strip().replaceAll("\\s+", " ") + state;
    }

    /** Ends the thread; a request that is still waited for is given up. */
    void end() {
        ending.countDown();
        try {
            join(Math.max(1, ENDING_MILLIS / 10));
            Connection open = connection;
            if (isAlive() && open != null) {
                open.abort(Runnable::run);
            }
            join(ENDING_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException ignored) {
            // It is being given up anyway, and the thread is a daemon.
        }
    }

    private void drop() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException ignored) {
                // It is being given up anyway.
            }
        }
    }
}
