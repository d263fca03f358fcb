package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** PgBouncer's file on disk. It keeps its owner, group and mode when it is written. */
final class PgBouncerFile {
    private final Path path;

    PgBouncerFile(Path path) {
        this.path = path;
    }

    /** Throws {@link TrafficException} if it cannot be read or PgBouncer could not load it. */
    PgBouncerIni read() {
        try {
            return new PgBouncerIni(Files.readAllBytes(path));
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
        Path parent = path.toAbsolutePath().getParent();
        return Files.isWritable(path) || parent != null && Files.isWritable(parent);
    }

    /**
     * Replaces the content: by a new file moved over the old one, so that a crash leaves one or the other whole; where that
     * cannot be (the directory is closed to us, the owner cannot be kept, the file is mounted by itself), in place, with a
     * copy kept until it is done. Throws {@link TrafficException}.
     */
    void write(PgBouncerIni ini) {
        try {
            // through a symbolic link: the link stays
            Path real = path.toRealPath();
            if (!replace(real, ini.bytes())) {
                overwrite(real, ini.bytes());
            }
        } catch (IOException e) {
            throw new TrafficException(
                    path + ": cannot be written (" + e
                            + "); let this user write the file or its directory, then try again",
                    e);
        }
    }

    private static boolean replace(Path file, byte[] bytes) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = null;
        try {
            // readable by us alone until it has the mode of the old one: there may be passwords in it
            fresh = Files.createTempFile(directory, "." + file.getFileName() + ".", ".pgbaton");
            force(fresh, bytes);
            if (!likeness(file, fresh)) {
                return false;
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            return false;
        } finally {
            if (fresh != null) {
                Files.deleteIfExists(fresh);
            }
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
        return true;
    }

    /** Gives {@code fresh} the owner, group and mode of {@code file}; false if we may not. */
    private static boolean likeness(Path file, Path fresh) throws IOException {
        PosixFileAttributeView from = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        PosixFileAttributeView to = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes wanted = from.readAttributes();
        PosixFileAttributes present = to.readAttributes();
        try {
            if (!wanted.group().equals(present.group())) {
                to.setGroup(wanted.group());
            }
            if (!wanted.owner().equals(present.owner())) {
                to.setOwner(wanted.owner());
            }
        } catch (FileSystemException e) {
            return false;
        }
        to.setPermissions(wanted.permissions());
        return true;
    }

    private static void overwrite(Path file, byte[] bytes) throws IOException {
        Path copy = Files.createTempFile(
                file.getFileName() + ".",
                ".before-pgbaton",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        force(copy, Files.readAllBytes(file));
        try {
            force(file, bytes);
        } catch (IOException e) {
            throw new IOException(e + "; what it held before is in " + copy, e);
        }
        Files.delete(copy);
    }

    private static void force(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
