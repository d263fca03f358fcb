package io.pgbaton.cli;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The console programs of a process that hangs. It has asked whether the upgrade is still its own before it writes an order
 * to one of them, but may hang between the two and write when it wakes up.
 */
final class Consoles {
    private Consoles() {}

    /** Ends those programs of the process that carry the upgrade's name; a process that is gone has taken its own along. */
    static void end(Optional<ProcessHandle> process, String upgrade) {
        process.stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> isConsole(child.info(), upgrade))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isConsole(ProcessHandle.Info info, String upgrade) {
        return info.command().filter(command -> command.endsWith("psql")).isPresent()
                && info.arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(word -> word.contains("application_name='pgbaton " + upgrade + "'"));
    }
}
