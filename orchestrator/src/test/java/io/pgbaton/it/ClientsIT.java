package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgbaton.engine.Goal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What docs/clients.md promises to clients that know both servers and have no proxy before them. */
class ClientsIT {
    private static final int CLIENTS = 4;
    /** An application does other things too: as fast as they can, four clients leave no processor to the servers. */
    private static final Duration BETWEEN_ROWS = Duration.ofMillis(5);
    /** How long after its last use HikariCP hands a connection out unasked, in milliseconds. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private static final String TABLE = "CREATE TABLE seen (client int, n int, PRIMARY KEY (client, n))";
    private static final String INSERT = "INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING";

    private Lab lab;
    private Rig rig;
    private final List<Client> clients = new ArrayList<>();

    /** A statement that failed, or an attempt to connect. */
    private record Failure(String sqlState, String message) {}

    @BeforeEach
    void start() throws IOException {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        passfile(rig.folder.resolve("passfile"), lab.password());
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        rig.sql(SOURCE, "app", TABLE);
        rig.upgrades.add(rig.plan("clients", "[app]", "traffic: {kind: fence}"));
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::end);
        rig.close();
        lab.close();
    }

    @Test
    void a_pool_that_asks_its_connections_sees_at_most_one_error_for_each_of_them() {
        System.setProperty(BYPASS, "0");
        try (HikariDataSource pool = pool()) {
            write(number -> new Pooled(number, pool));
            switches(failures -> {
                List<Failure> all =
                        failures.values().stream().flatMap(List::stream).toList();
                assertThat(all).hasSizeLessThanOrEqualTo(CLIENTS);
                harmless(all);
            });
        } finally {
            System.clearProperty(BYPASS);
        }
    }

    @Test
    void a_pool_as_it_comes_hands_out_each_ended_connection_at_most_once() {
        try (HikariDataSource pool = pool()) {
            write(number -> new Pooled(number, pool));
            switches(failures -> {
                List<Failure> all =
                        failures.values().stream().flatMap(List::stream).toList();
                assertThat(all).hasSizeLessThanOrEqualTo(CLIENTS);
                harmless(all);
            });
        }
    }

    private static void harmless(List<Failure> failures) {
        assertThat(failures).extracting(Failure::sqlState).isSubsetOf("57P01");
    }

    @Test
    void each_client_of_libpq_sees_one_error_and_connects_again_until_one_server_takes_writes() {
        write(Psql::new);
        switches(all -> all.forEach((client, failures) -> {
            assertThat(failures)
                    .as(client.toString())
                    .filteredOn(failure -> !failure.sqlState().isEmpty())
                    .extracting(Failure::sqlState)
                    .containsExactly("57P01");
            assertThat(failures)
                    .as(client.toString())
                    .filteredOn(failure -> failure.sqlState().isEmpty())
                    .allSatisfy(failure -> assertThat(failure.message()).contains("session is read-only"));
        }));
    }

    @Test
    void with_target_session_attrs_primary_libpq_stays_at_the_fenced_server() throws Exception {
        rig.reach("clients", Goal.SWITCHED_OVER);

        assertThat(port("read-write")).isEqualTo(lab.port(TARGET));
        assertThat(port("primary")).isEqualTo(lab.port(SOURCE));
    }

    private int port(String wanted) throws Exception {
        Process psql = new ProcessBuilder(psql(wanted, "-c", "SHOW port")).start();
        try (BufferedReader reader = psql.inputReader()) {
            return Integer.parseInt(reader.readLine());
        }
    }

    /** The settings of the page. */
    private HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(lab.eitherUrl("app") + "&connectTimeout=2");
        config.setUsername("postgres");
        config.setPassword(lab.password());
        config.setMaximumPoolSize(CLIENTS);
        config.setConnectionTimeout(15_000);
        config.setValidationTimeout(1_000);
        config.setAutoCommit(false);
        return new HikariDataSource(config);
    }

    private void write(IntFunction<Client> client) {
        IntStream.range(0, CLIENTS).mapToObj(client).forEach(clients::add);
        clients.forEach(Thread::start);
        someMore();
    }

    private void someMore() {
        clients.forEach(client -> {
            int before = client.done;
            await().atMost(Duration.ofSeconds(30)).until(() -> client.done > before + 20);
        });
    }

    private void switches(Consumer<Map<Client, List<Failure>>> judgement) {
        rig.reach("clients", Goal.IN_SYNC);
        for (Goal goal : List.of(Goal.SWITCHED_OVER, Goal.SWITCHED_BACK, Goal.SWITCHED_OVER)) {
            clients.forEach(client -> client.failures.clear());
            rig.reach("clients", goal);
            someMore();
            Map<Client, List<Failure>> failures = new LinkedHashMap<>();
            clients.forEach(client -> failures.put(client, List.copyOf(client.failures)));
            judgement.accept(failures);
        }
        clients.forEach(Client::end);
        for (Client client : clients) {
            assertThat(rig.query(
                            TARGET,
                            "app",
                            "SELECT count(*) = max(n) AND max(n) IN (" + client.done + ", " + (client.done + 1)
                                    + ") FROM seen WHERE client = " + client.number))
                    .as("every acknowledged row of " + client + ", and none but one that was under way")
                    .containsExactly("t");
        }
    }

    /** Writes one row after the other; repeats a row that failed. */
    private abstract static class Client extends Thread {
        final int number;
        final List<Failure> failures = new CopyOnWriteArrayList<>();
        volatile int done;
        volatile boolean over;

        Client(int number) {
            super("client " + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!over) {
                write(done + 1);
                LockSupport.parkNanos(BETWEEN_ROWS.toNanos());
            }
        }

        /** Sets {@link #done} when the commit was acknowledged, and notes a failure otherwise. */
        abstract void write(int n);

        void end() {
            over = true;
            try {
                join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    /** Borrows a connection for each transaction. */
    private static final class Pooled extends Client {
        private final HikariDataSource pool;

        Pooled(int number, HikariDataSource pool) {
            super(number);
            this.pool = pool;
        }

        @Override
        void write(int n) {
            try (Connection connection = pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setInt(1, number);
                insert.setInt(2, n);
                insert.executeUpdate();
                connection.commit();
                done = n;
            } catch (SQLException e) {
                failures.add(new Failure(String.valueOf(e.getSQLState()), e.getMessage()));
            }
        }
    }

    /** One psql after the other, each as long as its connection lives. */
    private final class Psql extends Client {
        private Process process;
        private BufferedReader answers;
        private Path complaints;

        Psql(int number) {
            super(number);
        }

        @Override
        void write(int n) {
            try {
                if (process == null) {
                    complaints = Files.createTempFile(rig.folder, "psql", ".log");
                    process = new ProcessBuilder(
                                    psql("read-write", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate"))
                            .redirectError(complaints.toFile())
                            .start();
                    answers = process.inputReader();
                }
                say("INSERT INTO seen VALUES (" + number + ", " + n + ") ON CONFLICT DO NOTHING;\n\\echo done\n");
                if ("done".equals(answers.readLine())) {
                    done = n;
                } else {
                    failed();
                }
            } catch (IOException e) {
                failed();
            }
        }

        private void say(String text) throws IOException {
            OutputStream stream = process.getOutputStream();
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }

        private void failed() {
            try {
                process.waitFor();
                String text = Files.readString(complaints);
                process = null;
                failures.add(new Failure(text.replaceAll("(?s).*(?:FATAL|ERROR): +([0-9A-Z]{5})\\b.*|.*", "$1"), text));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        void end() {
            super.end();
            if (process != null) {
                process.destroy();
            }
        }
    }

    private List<String> psql(String wanted, String... more) {
        String both = lab.host() + "," + lab.host();
        String ports = lab.port(SOURCE) + "," + lab.port(TARGET);
        String conninfo = "host=" + both + " port=" + ports + " dbname=app user=postgres connect_timeout=2 passfile="
                + rig.folder.resolve("passfile") + " target_session_attrs=" + wanted;
        return Stream.concat(
                        Stream.of(lab.clientPrograms().resolve("psql").toString(), "-X", "-q", "-A", "-t", conninfo),
                        Stream.of(more))
                .toList();
    }

    private static void passfile(Path file, String password) throws IOException {
        Files.writeString(file, "*:*:*:*:" + password);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
