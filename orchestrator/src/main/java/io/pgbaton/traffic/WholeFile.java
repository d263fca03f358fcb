package io.pgbaton.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** A file of somebody else's that is replaced as a whole, and keeps its owner, group and mode. */
final class WholeFile {
    private final Path path;

    WholeFile(Path path) {
        this.path = path;
    }

    byte[] read() throws IOException {
        return Files.readAllBytes(path);
    }

    /** Whether {@link #write} could work, without trying it. */
    boolean writable() {
        Path parent = path.toAbsolutePath().getParent();
        return Files.isWritable(path) || parent != null && Files.isWritable(parent);
    }

    /**
     * Puts a new file over the old one, so that whoever reads sees one or the other whole, a crash included; where that
     * cannot be (the directory is closed to us, the owner cannot be kept, the file is mounted by itself), writes in place,
     * with a copy kept until it is done.
     */
    void write(byte[] bytes) throws IOException {
        // through a symbolic link: the link stays
        Path real = path.toRealPath();
        if (!replace(real, bytes)) {
            overwrite(real, bytes);
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
        PosixFileAttributes wanted = Files.readAttributes(file, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes present = view.readAttributes();
        try {
            if (!wanted.group().equals(present.group())) {
                view.setGroup(wanted.group());
            }
            if (!wanted.owner().equals(present.owner())) {
                view.setOwner(wanted.owner());
            }
        } catch (FileSystemException e) {
            return false;
        }
        view.setPermissions(wanted.permissions());
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
