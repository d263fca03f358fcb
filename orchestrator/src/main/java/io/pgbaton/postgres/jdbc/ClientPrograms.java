package io.pgbaton.postgres.jdbc;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds pg_dump and psql by major version: in the directories that PGBATON_CLIENT_PATH names, where packages of the usual
 * systems put them, and on the PATH.
 */
public final class ClientPrograms {
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");

    private final List<Path> directories;
    private final Map<Path, Integer> majors = new ConcurrentHashMap<>();

    private ClientPrograms(List<Path> directories) {
        this.directories = directories;
    }

    /** Looks where this process's environment says. */
    public static ClientPrograms ofEnvironment(Map<String, String> environment) {
        List<Path> directories = new ArrayList<>(pathOf(environment.get("PGBATON_CLIENT_PATH")));
        for (String[] place : new String[][] {
            {"/usr/lib/postgresql", "*", "bin"},
            {"/usr", "pgsql-*", "bin"},
            {"/opt/homebrew/opt", "postgresql@*", "bin"},
            {"/usr/local/opt", "postgresql@*", "bin"},
            {"/opt/homebrew/opt", "libpq", "bin"}
        }) {
            directories.addAll(matching(Path.of(place[0]), place[1], place[2]));
        }
        directories.addAll(pathOf(environment.get("PATH")));
        return new ClientPrograms(directories);
    }

    private static List<Path> pathOf(@org.jspecify.annotations.Nullable String variable) {
        List<Path> path = new ArrayList<>();
        for (String part : variable == null ? new String[0] : variable.split(File.pathSeparator)) {
            if (!part.isBlank()) {
                path.add(Path.of(part));
            }
        }
        return path;
    }

    private static List<Path> matching(Path parent, String glob, String bin) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, glob)) {
                children.forEach(child -> found.add(child.resolve(bin)));
            } catch (IOException ignored) {
                // A directory that cannot be listed has nothing for us.
            }
        }
        return found;
    }

    /** The program of the lowest major that is at least {@code major}: its output loads into that major and later ones. */
    public Optional<Path> atLeast(String program, int major) {
        TreeMap<Integer, Path> found = new TreeMap<>();
        for (Path directory : directories) {
            Path file = directory.resolve(program);
            if (Files.isExecutable(file)) {
                int version = majors.computeIfAbsent(file, ClientPrograms::majorOf);
                if (version >= major) {
                    found.putIfAbsent(version, file);
                }
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.firstEntry().getValue());
    }

    private static int majorOf(Path file) {
        try {
            Process process = new ProcessBuilder(file.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return 0;
            }
            // One line, which waits in the pipe.
            String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(line);
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
