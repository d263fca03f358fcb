package io.pgbaton.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code scripts/lab}, which knows where server programs and images come from. */
final class LabScript {
    private static final Path SCRIPT = Path.of("../scripts/lab");
    private static final long MINUTES = 5;

    private LabScript() {}

    /** All that it says. Throws {@link IllegalStateException} with the same when it fails or does not end. */
    static String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(arguments);
        try {
            // A file, not a pipe: a process that it leaves behind would hold the pipe open.
            Path log = Files.createTempFile("pgbaton-lab", ".log");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    process.destroy();
                    throw failed(command, "not done after " + MINUTES + " minutes", log);
                }
                if (process.exitValue() != 0) {
                    throw failed(command, "exit code " + process.exitValue(), log);
                }
                return Files.readString(log);
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static IllegalStateException failed(List<String> command, String how, Path log) throws IOException {
        return new IllegalStateException(String.join(" ", command) + ": " + how + "\n" + Files.readString(log));
    }
}
