package io.pgbaton.it;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Bind;
import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A lab of containers on one network, where the servers and PgBouncer know each other by names that this machine does not
 * know. The engine runs on this machine, as PgBouncer's file lies in a directory that both see.
 *
 * <p>{@code scripts/test} sets what Testcontainers has to be told on some machines.
 */
final class ContainerLab implements Lab {
    private static final int BOUNCER_PORT = 6432;
    private static final String BOUNCER = "bouncer";
    private static final String CONSOLE_USER = "pgbouncer";
    private static final String PASSWORDS = "/userlist.txt";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String password = secret();
    private final String consolePassword = secret();
    private final Network network = Network.newNetwork();
    private final Map<Server, PostgreSQLContainer> servers = new EnumMap<>(Server.class);
    private final GenericContainer<?> bouncer = new GenericContainer<>("pgbaton/pgbouncer");
    private final Path clientPrograms;
    private final Path folder;

    private ContainerLab(Map<Server, Integer> majors, Path clientPrograms) throws IOException {
        this.clientPrograms = clientPrograms;
        folder = Files.createTempDirectory("pgbaton-containers");
        // PgBouncer runs as another user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(bouncerFile(), ini());
        Files.setPosixFilePermissions(bouncerFile(), PosixFilePermissions.fromString("rw-r--r--"));
        majors.forEach((server, major) -> servers.put(server, server(Lab.word(server), major)));
        String list = "\"postgres\" \"%1$s\"\n\"app\" \"%1$s\"\n\"%2$s\" \"%3$s\"\n"
                .formatted(password, CONSOLE_USER, consolePassword);
        Bind configuration = Bind.parse(folder + ":/etc/pgbouncer:ro");
        // Testcontainers' own way to bind a directory starts one more container first, of an image that may be out of
        // reach.
        bouncer.withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig()).withBinds(configuration))
                .withCopyToContainer(Transferable.of(list, 0444), PASSWORDS)
                .withNetwork(network)
                .withNetworkAliases(BOUNCER)
                .withExposedPorts(BOUNCER_PORT)
                .waitingFor(Wait.forLogMessage(".*process up.*", 1))
                // A name that nobody has yet would stay unknown to it for a while.
                .dependsOn(servers.values());
    }

    static ContainerLab up(int source, int target) {
        LabScript.run(List.of("image", Integer.toString(source), Integer.toString(target), "pgbouncer"));
        ContainerLab lab;
        try {
            lab = new ContainerLab(
                    Map.of(Server.SOURCE, source, Server.TARGET, target), programs(Math.max(source, target)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Startables.deepStart(lab.bouncer).join();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static Path programs(int major) {
        String found = LabScript.run(List.of("trees", Integer.toString(major)));
        return found.lines()
                .filter(line -> line.startsWith(major + " "))
                .map(line -> Path.of(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no programs of PostgreSQL " + major + " in:\n" + found));
    }

    private PostgreSQLContainer server(String name, int major) {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major)
                .withDatabaseName("postgres")
                .withUsername("postgres")
                .withPassword(password)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withCommand(command(major));
        // One that the engine chose would be another after each start.
        container.setPortBindings(List.of("127.0.0.1:" + freePort() + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
        return container;
    }

    /** The settings of {@code scripts/lab}. */
    private static String[] command(int major) {
        List<String> settings = new ArrayList<>(List.of(
                "wal_level=logical",
                "max_connections=200",
                "max_replication_slots=20",
                "max_wal_senders=20",
                "max_worker_processes=24",
                "max_logical_replication_workers=12",
                "max_sync_workers_per_subscription=4",
                "max_prepared_transactions=10",
                "wal_retrieve_retry_interval=200ms",
                "shared_buffers=64MB",
                "max_wal_size=2GB",
                "timezone=UTC",
                "fsync=off",
                "full_page_writes=off"));
        if (major >= 18) {
            settings.add("max_active_replication_origins=20");
        }
        return Stream.concat(Stream.of("postgres"), settings.stream().flatMap(setting -> Stream.of("-c", setting)))
                .toArray(String[]::new);
    }

    private String ini() {
        StringBuilder text = new StringBuilder("[databases]\n");
        for (String database : List.of("app", "second", "postgres")) {
            text.append("%s = host=%s port=%d\n".formatted(database, Lab.word(Server.SOURCE), peerPort(Server.SOURCE)));
        }
        return text.append("""

                [pgbouncer]
                listen_addr = *
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                auth_user = postgres
                auth_query = SELECT rolname, rolpassword FROM pg_catalog.pg_authid WHERE rolname = $1 AND rolcanlogin
                admin_users = %s
                pool_mode = transaction
                max_prepared_statements = 100
                ignore_startup_parameters = extra_float_digits
                max_client_conn = 500
                default_pool_size = 20
                server_check_delay = 10
                server_login_retry = 1
                """.formatted(BOUNCER_PORT, PASSWORDS, CONSOLE_USER)).toString();
    }

    private static String secret() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Below the range from which the kernel takes the ports of outgoing connections. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken: another one
            }
        }
    }

    private PostgreSQLContainer container(Server server) {
        return Objects.requireNonNull(servers.get(server));
    }

    @Override
    public String host() {
        return bouncer.getHost();
    }

    @Override
    public int port(Server server) {
        return container(server).getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT);
    }

    @Override
    public String peerHost(Server server) {
        return Lab.word(server);
    }

    @Override
    public int peerPort(Server server) {
        return PostgreSQLContainer.POSTGRESQL_PORT;
    }

    @Override
    public int bouncerPort() {
        return bouncer.getMappedPort(BOUNCER_PORT);
    }

    @Override
    public Path bouncerFile() {
        return folder.resolve("pgbouncer.ini");
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public String consoleUser() {
        return CONSOLE_USER;
    }

    @Override
    public String consolePassword() {
        return consolePassword;
    }

    @Override
    public Path clientPrograms() {
        return clientPrograms;
    }

    @Override
    public void stop(Server server, String how) {
        PostgreSQLContainer container = container(server);
        DockerClientFactory.instance()
                .client()
                .killContainerCmd(container.getContainerId())
                .withSignal(how.equals("immediate") ? "SIGQUIT" : "SIGINT")
                .exec();
        await().atMost(PATIENCE).until(() -> !container.isRunning());
    }

    @Override
    public void start(Server server) {
        DockerClientFactory.instance()
                .client()
                .startContainerCmd(container(server).getContainerId())
                .exec();
        Writer.Login login = login(server, "postgres");
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Connection connection = DriverManager.getConnection(login.url(), login.user(), login.password())) {
                return connection.isValid(1);
            }
        });
    }

    @Override
    public void close() {
        Stream.concat(Stream.of(bouncer), servers.values().stream()).parallel().forEach(GenericContainer::stop);
        network.close();
        try {
            Files.deleteIfExists(bouncerFile());
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
