package io.pgbaton.postgres.jdbc;

import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanException;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.ProbeTable;
import io.pgbaton.postgres.Sighting;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The live probe over JDBC: through PgBouncer, or with the URL of both servers and {@code targetServerType=primary}. It does
 * not carry the name of the upgrade's own sessions, so that the fence treats it like any application.
 */
public final class JdbcLiveProbe implements LiveProbe {
    private static final long LOOK_NANOS = 5_000_000;
    private static final int POSTGRES_PORT = 5432;
    private static final String NOT_ALLOWED = "42501";

    private final Plan plan;
    private final io.pgbaton.plan.LiveProbe wanted;
    private final ProbeTable table;
    private final List<ProbeClient> clients = new ArrayList<>();
    private ProbeClient.Time time = ProbeClient.Time.begin();

    private JdbcLiveProbe(Plan plan, io.pgbaton.plan.LiveProbe wanted) {
        this.plan = plan;
        this.wanted = wanted;
        this.table = new ProbeTable(plan.name());
    }

    /** The probe that the plan wants, or none. Connects to nothing yet. */
    public static LiveProbe of(Plan plan) {
        io.pgbaton.plan.LiveProbe wanted = plan.switchover().probe();
        return wanted == null ? LiveProbe.none() : new JdbcLiveProbe(plan, wanted);
    }

    @Override
    public List<Obstacle> obstacles() {
        String database = database();
        if (database == null) {
            return List.of(new Obstacle(
                    "the plan names no database that it could connect to", "name one in switchover.probe.database"));
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            connection.setAutoCommit(false);
            if (yes(statement, "SELECT pg_catalog.current_setting('transaction_read_only') = 'on'")) {
                return List.of(new Obstacle(
                        "the server that answers at " + where() + " is read-only for " + wanted.user(),
                        "take default_transaction_read_only from the role and the database, or correct"
                                + " switchover.probe.host and port"));
            }
            if (yes(statement, "SELECT " + table.present())) {
                statement.execute(table.write(0));
                statement.execute(table.read(0));
            }
            connection.rollback();
            return List.of();
        } catch (SQLException e) {
            return List.of(new Obstacle(wanted.user() + " at " + where() + ": " + ProbeClient.text(e), remedy(e)));
        } catch (PlanException e) {
            return List.of(new Obstacle(Objects.requireNonNull(e.getMessage()), "see switchover.probe.password"));
        }
    }

    private static boolean yes(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private String remedy(SQLException e) {
        boolean connect = String.valueOf(e.getMessage()).contains("for database");
        if (NOT_ALLOWED.equals(e.getSQLState()) && connect) {
            return "run on both servers: GRANT CONNECT ON DATABASE " + Identifier.quote(String.valueOf(database()))
                    + " TO " + Identifier.quote(wanted.user());
        }
        return NOT_ALLOWED.equals(e.getSQLState())
                ? "run on both servers, in each database that moves: "
                        + String.join("; ", table.grantTo(wanted.user()).shown())
                : "let " + wanted.user() + " log in there as the application does, or correct switchover.probe";
    }

    @Override
    public void begin() {
        close();
        time = ProbeClient.Time.begin();
        long interval = wanted.clients() * 1_000_000_000L / wanted.rate();
        for (int i = 0; i < wanted.clients(); i++) {
            ProbeClient client = new ProbeClient(this::connect, time, table, i, interval);
            clients.add(client);
            client.start();
        }
    }

    @Override
    public Optional<String> steady() {
        long begun = time.micros();
        long least = begun + micros(wanted.before());
        long last = least + micros(plan.limits().connectTimeout());
        while (time.now() < least || !(answered(begun) || time.now() > last)) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        Optional<String> why = clients.stream()
                .map(ProbeClient::log)
                .filter(log -> log.lastAnswer() < begun || log.trouble() != null)
                .findFirst()
                .map(log -> "the live probe gets no answer at " + where() + ": "
                        + Objects.requireNonNullElse(log.trouble(), "none came in time"));
        // Who gets no answers now would only be waited for at the end.
        why.ifPresent(unsteady -> close());
        return why;
    }

    @Override
    public Optional<Sighting> stop() {
        if (clients.isEmpty()) {
            return Optional.empty();
        }
        long asked = time.now();
        long last = asked + micros(wanted.answerWithin());
        while (!(answered(asked) && time.now() >= stallEnded() + micros(wanted.after())) && time.now() < last) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        long end = time.now();
        List<ProbeLog> logs = clients.stream().map(ProbeClient::log).toList();
        close();
        return ProbeLog.of(logs, end);
    }

    /** Whether every client got an answer since then. */
    private boolean answered(long since) {
        return clients.stream().allMatch(client -> client.log().lastAnswer() > since);
    }

    private long stallEnded() {
        return clients.stream()
                .mapToLong(client -> client.log().stallEnded(time.now()))
                .max()
                .orElse(0);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    @Override
    public void close() {
        clients.forEach(ProbeClient::end);
        clients.clear();
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", wanted.user());
        if (wanted.password() != null) {
            properties.setProperty("password", wanted.password().reveal());
        }
        properties.setProperty("ApplicationName", "live probe of " + plan.name());
        long seconds = Math.max(1, plan.limits().connectTimeout().toSeconds());
        properties.setProperty("connectTimeout", Long.toString(seconds));
        properties.setProperty(
                "socketTimeout", Long.toString(wanted.answerWithin().toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                "sslmode", wanted.sslmode().toString().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (wanted.sslrootcert() != null) {
            properties.setProperty("sslrootcert", wanted.sslrootcert());
        }
        // A pooler may send each transaction to another server connection, where nothing is prepared.
        properties.setProperty("preferQueryMode", "simple");
        return DriverManager.getConnection(url(), properties);
    }

    private String url() {
        String database = URLEncoder.encode(String.valueOf(database()), StandardCharsets.UTF_8)
                .replace("+", "%20");
        String url = "jdbc:postgresql://" + where() + "/" + database;
        return door() == null ? url + "?targetServerType=primary&hostRecheckSeconds=0" : url;
    }

    /** The address, or both with a comma between. */
    private String where() {
        String door = door();
        return door != null
                ? door
                : address(plan.source().host(), plan.source().port()) + ","
                        + address(plan.target().host(), plan.target().port());
    }

    /** The one address of all clients; null where they know both servers. */
    private @Nullable String door() {
        PgBouncerTraffic pooler = pooler();
        if (wanted.host() != null) {
            return address(wanted.host(), Objects.requireNonNullElse(wanted.port(), POSTGRES_PORT));
        }
        return pooler == null
                ? null
                : address(
                        pooler.console().host(),
                        Objects.requireNonNullElse(
                                wanted.port(), pooler.console().port()));
    }

    private @Nullable PgBouncerTraffic pooler() {
        return plan.traffic().stream()
                .filter(PgBouncerTraffic.class::isInstance)
                .map(PgBouncerTraffic.class::cast)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String database() {
        if (wanted.database() != null) {
            return wanted.database();
        }
        List<String> names = pooler() == null ? plan.databases().names() : pooler().databases();
        return names.isEmpty() ? null : names.get(0);
    }

    private static String address(String host, int port) {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }
}
