package io.pgbaton.traffic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of somebody else's that is replaced as a whole, and keeps its owner, group and mode. */
final class WholeFile {
    private static final String DRAFT = ".pgbaton";

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
     * Writes the content into a new file beside this one, durable and with the same owner, group and mode, and removes what
     * an earlier process has left there. Null where the file can only be written in place: the directory is closed to us, the
     * owner cannot be kept, the file is mounted by itself.
     */
    @Nullable
    Draft draft(byte[] before, byte[] after) {
        try {
            // through a symbolic link: the link stays
            Path real = path.toRealPath();
            removeLeftovers(real);
            Path fresh = fresh(real, after);
            return fresh == null ? null : new Draft(real, fresh, before, after);
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Replaces the content {@code before}: by a new file moved over the old one, so that whoever reads, and a crash, finds one or
     * the other whole; else, see {@link #draft}, in place, with a copy kept until it is done.
     */
    void write(byte[] before, byte[] after) throws IOException {
        try (Draft draft = draft(before, after)) {
            if (draft == null || !draft.move(before)) {
                overwrite(path.toRealPath(), before, after);
            } else {
                settle();
            }
        }
    }

    /** Makes durable that a new file stands in the place of the old one. */
    void settle() throws IOException {
        Path directory = path.toRealPath().getParent();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A file that is ready to take this one's place. */
    static final class Draft implements AutoCloseable {
        private final Path file;
        private final Path fresh;
        private final byte[] before;
        private final byte[] after;

        private Draft(Path file, Path fresh, byte[] before, byte[] after) {
            this.file = file;
            this.fresh = fresh;
            this.before = before;
            this.after = after;
        }

        /** Whether this is what it would make of the file. */
        boolean holds(byte[] wanted) {
            return Arrays.equals(after, wanted);
        }

        /** Takes the file's place, unless {@code now} is not what the draft was made from, or the draft has gone. */
        boolean move(byte[] now) {
            try {
                if (!Arrays.equals(before, now)) {
                    return false;
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return true;
            } catch (IOException e) {
                return false;
            }
        }

        /** Leaves nothing behind. */
        @Override
        public void close() {
            try {
                Files.deleteIfExists(fresh);
            } catch (IOException e) {
                // the next draft removes it
            }
        }
    }

    private static void removeLeftovers(Path file) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(
                file.getParent(),
                entry -> entry.getFileName().toString().startsWith("." + file.getFileName() + ".")
                        && entry.getFileName().toString().endsWith(DRAFT))) {
            for (Path leftover : old) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    private static @Nullable Path fresh(Path file, byte[] bytes) throws IOException {
        // readable by us alone until it has the mode of the old one: there may be passwords in it
        Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", DRAFT);
        try {
            force(fresh, bytes);
            if (likeness(file, fresh)) {
                return fresh;
            }
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        Files.deleteIfExists(fresh);
        return null;
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

    private static void overwrite(Path file, byte[] before, byte[] bytes) throws IOException {
        if (!Arrays.equals(before, Files.readAllBytes(file))) {
            throw new IOException("somebody else changed it at the same time");
        }
        Path copy = Files.createTempFile(
                file.getFileName() + ".",
                ".before-pgbaton",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        force(copy, before);
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
