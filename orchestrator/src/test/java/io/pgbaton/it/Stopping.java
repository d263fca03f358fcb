package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Goal;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A process of {@link StoppingMain}, and the signals that are sent to it. */
final class Stopping implements AutoCloseable {
    private static final long MINUTES = 3;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** Starts the process; it waits for {@link #go} with everything loaded. */
    Stopping(Rig rig, String upgrade, Goal goal, String points) {
        this(rig, upgrade, goal, points, classPath(), List.of());
    }

    /** The same with a watchdog, as the plan says. */
    static Stopping watched(Rig rig, String upgrade, Goal goal, String points) {
        return new Stopping(rig, upgrade, goal, points, classPath(), List.of("-D" + StoppingMain.WATCHED + "=true"));
    }

    private Stopping(Rig rig, String upgrade, Goal goal, String points, String classPath, List<String> options) {
        try {
            Path visited = rig.folder.resolve("visited");
            if (!Files.exists(visited)) {
                Files.createFile(visited);
            }
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-Xmx128m"));
            command.addAll(options);
            command.addAll(List.of(
                    "-cp",
                    classPath,
                    StoppingMain.class.getName(),
                    rig.control().toString(),
                    upgrade,
                    goal.name(),
                    rig.lab.clientPrograms().toString(),
                    visited.toString(),
                    points));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(
                            rig.folder.resolve("stopping.err").toFile()));
            builder.environment()
                    .put("PGBATON_CLIENT_PATH", rig.lab.clientPrograms().toString());
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "stopping");
        reader.setDaemon(true);
        reader.start();
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Makes processes that start several times faster: their classes are loaded from an archive. */
    static final class Quick {
        private static final String NOWHERE = "no such point";

        private final Rig rig;
        private final String classPath;
        private final Path archive;

        /** Trains on an upgrade that it takes as far as CHECKED, which changes nothing on the servers. */
        Quick(Rig rig, String training) {
            this.rig = rig;
            // An archive takes classes from jars alone.
            this.classPath = Arrays.stream(classPath().split(File.pathSeparator))
                    .map(this::jar)
                    .collect(Collectors.joining(File.pathSeparator));
            this.archive = rig.folder.resolve("classes.jsa");
            try (Stopping trained = new Stopping(
                    rig, training, Goal.CHECKED, NOWHERE, classPath, List.of("-XX:ArchiveClassesAtExit=" + archive))) {
                trained.go();
                assertThat(trained.says()).startsWith("ENDED DONE");
                trained.ended();
            }
        }

        private String jar(String entry) {
            Path place = Path.of(entry);
            if (!Files.isDirectory(place)) {
                return entry;
            }
            Path jar = rig.folder.resolve(place.getFileName() + ".jar");
            int code = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(
                            System.out,
                            System.err,
                            "--create",
                            "--no-compress",
                            "--file",
                            jar.toString(),
                            "-C",
                            entry,
                            ".");
            assertThat(code).isZero();
            return jar.toString();
        }

        Stopping start(String upgrade, Goal goal, String points) {
            return new Stopping(rig, upgrade, goal, points, classPath, List.of("-XX:SharedArchiveFile=" + archive));
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.matches("(STOPPED|ENDED|HELD|THROWN) .*")) {
                    lines.add(line);
                }
            }
        } catch (IOException ignored) {
            // The process is gone.
        }
        lines.add("GONE");
    }

    /** Lets it begin, or go on from where it stopped. */
    void go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it says next: where it stopped, or how it ended. */
    String says() {
        try {
            String line = lines.poll(MINUTES, TimeUnit.MINUTES);
            assertThat(line).as("the process says something").isNotNull();
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
        ended();
    }

    /** SIGSTOP: alive, and deaf to everything. */
    void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0)
                    .as("kill " + name)
                    .isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it has ended by itself. */
    void ended() {
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
