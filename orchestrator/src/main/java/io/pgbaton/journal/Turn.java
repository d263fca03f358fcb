package io.pgbaton.journal;

import io.pgbaton.journal.ControlDatabase.UnusableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * One after the other, over all threads and processes of this machine, each opens the control database: neither
 * SQLite's change to WAL nor Flyway waits for somebody who does the same, both fail. The lock is that of a file beside
 * it, {@code control.db.lock}: closing the database itself would drop the locks that SQLite holds on it.
 */
final class Turn {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(5);

    private Turn() {}

    /**
     * What the opening answers when it has had its turn. Throws {@link UnusableException} when the turn does not come
     * within ten seconds.
     */
    static synchronized <T> T of(Path database, Supplier<T> opening) {
        Path file = Path.of(database + ".lock");
        PrivateFile.prepare(file);
        // One channel of a process at a time: closing a second one would end the lock of the first (POSIX).
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            FileLock lock = channel.tryLock();
            while (lock == null) {
                if (System.nanoTime() > deadline) {
                    throw new UnusableException(
                            database,
                            "another process has been opening it for " + DEADLINE.toSeconds()
                                    + " s (it holds the lock of " + file + "); end that process if it hangs",
                            null);
                }
                LockSupport.parkNanos(LOOK.toNanos());
                lock = channel.tryLock();
            }
            return opening.get();
        } catch (IOException e) {
            throw new UnusableException(database, "its lock file " + file + " cannot be used (" + e + ")", e);
        }
    }
}
