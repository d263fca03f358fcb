package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** PgBouncer's file on disk. It keeps its owner, group and mode when it is written. */
final class PgBouncerFile {
    private final Path path;
    private final WholeFile file;

    PgBouncerFile(Path path) {
        this.path = path;
        this.file = new WholeFile(path);
    }

    String name() {
        return path.toString();
    }

    /** Throws {@link TrafficException} if it cannot be read or PgBouncer could not load it. */
    PgBouncerIni read() {
        try {
            return new PgBouncerIni(file.read());
        } catch (NoSuchFileException e) {
            throw new TrafficException(path + ": no such file; name PgBouncer's file in traffic.configFile", e);
        } catch (IOException e) {
            throw new TrafficException(path + ": cannot be read (" + e + "); let this user read it", e);
        } catch (TrafficException e) {
            throw in(e);
        }
    }

    /** The same error with the file's name before it. */
    TrafficException in(TrafficException e) {
        return new TrafficException(path + ": " + e.getMessage(), e);
    }

    /** Whether {@link #write} could work, without trying it. */
    boolean writable() {
        return file.writable();
    }

    /** See {@link WholeFile#draft}. */
    WholeFile.@Nullable Draft draft(PgBouncerIni before, PgBouncerIni after) {
        return file.draft(before.bytes(), after.bytes());
    }

    /** See {@link WholeFile#write}. Throws {@link TrafficException}. */
    void write(PgBouncerIni before, PgBouncerIni after) {
        try {
            file.write(before.bytes(), after.bytes());
        } catch (IOException e) {
            throw new TrafficException(
                    path + ": cannot be written (" + e
                            + "); let this user write the file or its directory, then try again",
                    e);
        }
    }

    /** See {@link WholeFile#settle}. Throws {@link TrafficException}. */
    void settle() {
        try {
            file.settle();
        } catch (IOException e) {
            throw new TrafficException(path + ": its directory cannot be made durable (" + e + ")", e);
        }
    }
}
