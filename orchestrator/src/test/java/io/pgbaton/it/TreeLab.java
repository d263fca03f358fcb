package io.pgbaton.it;

import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PasswordUtil;

/** A lab of server programs on this machine, by {@code scripts/lab}. */
final class TreeLab implements Lab {
    private static final long ROOM = 8L << 30;
    private static final byte[] SALT = "of no importance".getBytes(StandardCharsets.US_ASCII);

    private final Path folder;
    private final Map<String, String> env = new HashMap<>();
    private final String password;
    private final String consolePassword;

    private TreeLab(Path folder, List<String> majors, List<String> offered) throws IOException {
        this.folder = folder;
        List<String> up = new ArrayList<>(List.of("up"));
        up.addAll(majors);
        up.addAll(List.of("--pgbouncer", "--fast", "--databases", String.join(",", offered), "--while"));
        up.add(Long.toString(ProcessHandle.current().pid()));
        run(up);
        for (String line : Files.readAllLines(folder.resolve("lab/lab.env"))) {
            String[] parts = line.split("=", 2);
            env.put(parts[0], parts[1]);
        }
        password = Files.readString(Path.of(env.get("PASSWORD_FILE"))).strip();
        consolePassword = Files.readString(Path.of(env.get("PGBOUNCER_CONSOLE_PASSWORD_FILE")))
                .strip();
        hashCheaply();
    }

    /** Tests log in by the thousand, and each login hashes as often as the server's copy of the password was. */
    private void hashCheaply() {
        String hash = PasswordUtil.encodeScramSha256(password.toCharArray(), 1, SALT);
        for (Server server : Server.values()) {
            try (Connection connection = login(server, "postgres").open();
                    Statement statement = connection.createStatement()) {
                statement.execute("ALTER ROLE postgres PASSWORD '" + hash + "'");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static TreeLab up(int source, int target, List<String> offered) {
        try {
            Path folder = Files.createTempDirectory(roomiest(), "pgbaton-it");
            // The servers run as another user, who has to reach their files.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return new TreeLab(folder, List.of(Integer.toString(source), Integer.toString(target)), offered);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In memory where there is plenty, since servers of tests are made and thrown away by the hundred; else on disk. */
    private static Path roomiest() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM
                ? memory
                : Path.of(System.getProperty("java.io.tmpdir"));
    }

    private void run(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--dir", folder.resolve("lab").toString()));
        LabScript.run(all);
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port(Server server) {
        return Integer.parseInt(env.get(server + "_PORT"));
    }

    @Override
    public int bouncerPort() {
        return Integer.parseInt(env.get("PGBOUNCER_PORT"));
    }

    @Override
    public Path bouncerFile() {
        return Path.of(env.get("PGBOUNCER_INI"));
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String consoleUser() {
        return env.get("PGBOUNCER_CONSOLE_USER");
    }

    @Override
    public String consolePassword() {
        return consolePassword;
    }

    @Override
    public Path clientPrograms() {
        return Path.of(env.get("CLIENT_BIN"));
    }

    @Override
    public void stop(Server server, String how) {
        run(List.of("stop-server", Lab.word(server), how));
    }

    @Override
    public void start(Server server) {
        run(List.of("start-server", Lab.word(server)));
    }

    /** The process whose end is the end of the server. */
    ProcessHandle process(Server server) {
        return process(Path.of(env.get(server + "_DATA"), "postmaster.pid"));
    }

    /** PgBouncer's process. */
    ProcessHandle bouncer() {
        return process(bouncerFile().resolveSibling("run").resolve("pid"));
    }

    private static ProcessHandle process(Path file) {
        try {
            return ProcessHandle.of(
                            Long.parseLong(Files.readAllLines(file).get(0).strip()))
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** After it was killed. */
    void startBouncer() {
        run(List.of("start-server", "pgbouncer"));
    }

    @Override
    public void close() {
        run(List.of("down"));
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
