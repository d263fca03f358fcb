package io.pgbaton.journal;

import io.pgbaton.journal.ControlDatabase.UnusableException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** A file that only its owner can read: plans and statements are nobody else's business. */
final class PrivateFile {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /**
     * Makes the file and the missing directories above it, or closes an existing file to others. SQLite gives its
     * companions {@code -wal} and {@code -shm} the mode of the file. Throws {@link UnusableException}.
     */
    static void prepare(Path file) {
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw new UnusableException(file, "it is a directory; name a file in it", null);
        }
        try {
            Files.createDirectories(directory, only(file, DIRECTORY));
        } catch (IOException e) {
            throw new UnusableException(
                    file, "its directory cannot be made (" + e + "); make it or name another place", e);
        }
        if (!Files.isWritable(directory)) {
            throw new UnusableException(
                    file, "its directory is not writable for this user; change that or name another place", null);
        }
        try {
            make(file);
        } catch (IOException e) {
            throw new UnusableException(file, "it cannot be made readable by its owner alone (" + e + ")", e);
        }
    }

    private static void make(Path file) throws IOException {
        try {
            Files.createFile(file, only(file, FILE));
        } catch (FileAlreadyExistsException e) {
            for (String companion : List.of("", "-wal", "-shm")) {
                close(Path.of(file + companion));
            }
        }
    }

    private static void close(Path file) throws IOException {
        if (posix(file) && Files.exists(file) && !FILE.containsAll(Files.getPosixFilePermissions(file))) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    private static FileAttribute<?>[] only(Path file, Set<PosixFilePermission> permissions) {
        return posix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
