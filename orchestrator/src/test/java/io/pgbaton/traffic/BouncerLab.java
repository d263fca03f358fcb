package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Two real servers and a real PgBouncer, whose entries a test may choose. */
final class BouncerLab implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("..", "scripts", "lab").toAbsolutePath().normalize();

    private final Path directory;
    private final String version;
    private final Properties facts = new Properties();
    private final String rest;

    /** {@code version} is "1.18", "1.24", or "" for the newest. */
    BouncerLab(Path directory, String version) throws IOException {
        this.directory = directory;
        this.version = version;
        // servers run as another user when root starts them
        directory.toFile().setExecutable(true, false);
        run(
                "up",
                "15",
                "18",
                version.isEmpty() ? "--pgbouncer" : "--pgbouncer=" + version,
                "--fast",
                "--databases",
                "app,other",
                "--while",
                "" + ProcessHandle.current().pid());
        try (var reader = Files.newBufferedReader(home().resolve("lab.env"))) {
            facts.load(reader);
        }
        String ini = Files.readString(ini());
        rest = ini.substring(ini.indexOf("[pgbouncer]"));
        for (int port : new int[] {source(), target()}) {
            for (String database : List.of("app", "other")) {
                execute("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "create database " + database);
                execute("jdbc:postgresql://127.0.0.1:" + port + "/" + database, "create table work (n int)");
            }
        }
    }

    /** Whether named statements are prepared again on another server, and max_prepared_statements is known (1.21). */
    boolean preparesAgain() {
        return !version.equals("1.18");
    }

    /** Whether what a newer server reported is set on an older one (1.26). */
    boolean remembersParameters() {
        return version.isEmpty();
    }

    Path psql() {
        return Path.of(facts.getProperty("CLIENT_BIN"), "psql");
    }

    Path ini() {
        return Path.of(facts.getProperty("PGBOUNCER_INI"));
    }

    int source() {
        return port("SOURCE_PORT");
    }

    int target() {
        return port("TARGET_PORT");
    }

    int bouncer() {
        return port("PGBOUNCER_PORT");
    }

    private int port(String name) {
        return Integer.parseInt(facts.getProperty(name));
    }

    private Path home() {
        return directory.resolve("lab");
    }

    /** PgBouncer, started afresh with these entries; SOURCE and TARGET stand for the addresses, further lines go below. */
    void entries(String entries, String... settings) throws IOException {
        String text = "[databases]\n" + entries.replace("SOURCE", at(source())).replace("TARGET", at(target())) + "\n"
                + rest + String.join("\n", settings) + "\n";
        Files.writeString(ini(), text);
        restart();
    }

    private static String at(int port) {
        return "host=127.0.0.1 port=" + port;
    }

    void restart() throws IOException {
        stop();
        start();
    }

    void start() {
        run("start-server", "pgbouncer");
    }

    /** Kills PgBouncer: what a JVM starts has SIGQUIT blocked, so that there is no gentler way at once. */
    void stop() throws IOException {
        if (Files.exists(pidFile())) {
            signal("KILL");
            await().until(() -> !answers());
            Files.delete(pidFile());
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket("127.0.0.1", bouncer())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private Path pidFile() {
        return home().resolve("pgbouncer/run/pid");
    }

    /** Sends PgBouncer a signal, for example STOP: it is there but does not answer. */
    void signal(String signal) throws IOException {
        finish(new ProcessBuilder(
                "kill", "-" + signal, Files.readString(pidFile()).trim()));
    }

    /** A plan for these entries; the user and the password file are the console's. */
    Plan plan(String databases, String entries) throws IOException {
        return plan(databases, entries, "pgbouncer", facts.getProperty("PGBOUNCER_CONSOLE_PASSWORD_FILE"));
    }

    Plan plan(String databases, String entries, String user, String passwordFile) throws IOException {
        return plan(databases, entries, user, passwordFile, "");
    }

    /** With further keys of the traffic, as YAML. */
    Plan planWith(String entries, String keys) throws IOException {
        return plan("[app, other]", entries, "pgbouncer", facts.getProperty("PGBOUNCER_CONSOLE_PASSWORD_FILE"), keys);
    }

    private Plan plan(String databases, String entries, String user, String passwordFile, String keys)
            throws IOException {
        Path file = directory.resolve("plan.yaml");
        Files.writeString(file, """
                name: traffic-test
                source: {host: 127.0.0.1, port: %d, user: postgres}
                target: {host: 127.0.0.1, port: %d, user: postgres}
                databases: %s
                traffic:
                  kind: pgbouncer
                  console: {host: 127.0.0.1, port: %d, user: %s, password: "${file:%s}"}
                  configFile: %s
                  databases: %s
                %s
                """.formatted(
                        source(), target(), databases, bouncer(), user, passwordFile, ini(), entries, keys));
        return PlanFile.read(file).plan();
    }

    /** A plan that names another file as PgBouncer's. */
    Plan planOf(Path configFile) throws IOException {
        plan("[app]", "[app]");
        String plan = Files.readString(directory.resolve("plan.yaml"));
        return PlanFile.parse(plan.replace(ini().toString(), configFile.toString()), "plan.yaml", directory)
                .plan();
    }

    String passwordFile() {
        return facts.getProperty("PASSWORD_FILE");
    }

    /** A client's connection through PgBouncer. */
    Connection client(String entry) throws SQLException {
        return connect("jdbc:postgresql://127.0.0.1:" + bouncer() + "/" + entry + "?ApplicationName=shop"
                + (preparesAgain() ? "" : "&prepareThreshold=0"));
    }

    /** How many sessions of clients have a transaction on this server. */
    long transactions(int port, String database) {
        try (Connection connection = connect("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity where datname = '"
                        + database + "' and backend_type = 'client backend' and xact_start is not null")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String url) throws SQLException {
        try {
            return DriverManager.getConnection(
                    url, "postgres", Files.readString(Path.of(passwordFile())).trim());
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }

    private void execute(String url, String sql) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The port of the server that answers a client, which tells source and target apart. */
    static int serverOf(Connection client) throws SQLException {
        try (Statement statement = client.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('port')::int")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void run(String... words) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--dir", home().toString()));
        finish(new ProcessBuilder(command));
    }

    private static void finish(ProcessBuilder builder) {
        try {
            Process process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(String.join(" ", builder.command()))
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        run("down");
    }
}
