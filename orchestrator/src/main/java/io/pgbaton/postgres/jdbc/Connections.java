package io.pgbaton.postgres.jdbc;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SqlState;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** Opens connections to source and target with settings that nothing on the server can upset. */
final class Connections {
    /** What PostgreSQL cuts application_name to. */
    private static final int NAME_BYTES = 63;

    /** Nothing is read for longer than this unless a statement says so: a server that froze or a network that drops packets. */
    private static final Duration READING = Duration.ofSeconds(90);

    /** How long a question may take on the server. */
    static final int READING_MILLIS = 60_000;

    /**
     * The event triggers of users are not meant for the DDL of an upgrade, which they may refuse: as a replica they do not fire,
     * but for those that are ENABLE ALWAYS or REPLICA. Only a superuser may say so.
     */
    private static final String UNTRIGGERED = "SELECT set_config('session_replication_role', 'replica', false)"
            + " WHERE current_setting('is_superuser')::boolean";

    private final Plan plan;
    private final String owner;
    private volatile Duration patience = READING;

    /** @param owner host and process, shown in application_name */
    Connections(Plan plan, String owner) {
        this.plan = plan;
        this.owner = owner;
    }

    Endpoint endpoint(Server server) {
        return server == Server.SOURCE ? plan.source() : plan.target();
    }

    Place clusterPlace(Server server) {
        return new Place(server, endpoint(server).maintenanceDatabase());
    }

    /** What every session of the upgrade carries as application_name before its owner. */
    static String nameOf(String upgrade) {
        return "pgbaton " + upgrade;
    }

    /** A session that the server itself keeps read-only. */
    Connection reading(Place place) {
        return open(place, "on");
    }

    /** A session that may write, on a fenced server too. */
    Connection writing(Place place) {
        Connection connection = open(place, "off");
        try (Statement statement = connection.createStatement()) {
            statement.execute(UNTRIGGERED);
            return connection;
        } catch (SQLException e) {
            throw failure(place, "", e);
        }
    }

    private Connection open(Place place, String readOnly) {
        Endpoint endpoint = endpoint(place.server());
        Properties properties = new Properties();
        properties.setProperty("user", endpoint.user());
        if (endpoint.password() != null) {
            properties.setProperty("password", endpoint.password().reveal());
        }
        String name = nameOf(plan.name()) + " " + owner;
        properties.setProperty("ApplicationName", name.substring(0, Math.min(name.length(), NAME_BYTES)));
        properties.setProperty("connectTimeout", seconds(connecting()));
        properties.setProperty("loginTimeout", seconds(connecting()));
        properties.setProperty("socketTimeout", seconds(READING));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty(
                "sslmode", endpoint.sslmode().toString().toLowerCase().replace('_', '-'));
        if (endpoint.sslrootcert() != null) {
            properties.setProperty("sslrootcert", endpoint.sslrootcert());
        }
        properties.setProperty(
                "options",
                "-c default_transaction_read_only=" + readOnly
                        + " -c search_path=pg_catalog -c statement_timeout=" + READING_MILLIS + " -c lock_timeout=5000"
                        + " -c idle_in_transaction_session_timeout=0 -c row_security=off -c DateStyle=ISO");
        // The text protocol takes several statements in one trip and sees no ? in them.
        properties.setProperty("preferQueryMode", "simple");
        String url = "jdbc:postgresql://" + host(endpoint.host()) + ":" + endpoint.port() + "/"
                + java.net.URLEncoder.encode(place.database(), java.nio.charset.StandardCharsets.UTF_8)
                        .replace("+", "%20");
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            unlimited(connection);
            return connection;
        } catch (SQLException e) {
            throw failure(place, "", e);
        }
    }

    /** Settings that only some majors know would be refused among the options of the connection. */
    private static void unlimited(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN"
                    + " ('idle_session_timeout', 'transaction_timeout')");
        }
    }

    static PostgresException failure(Place place, String shown, SQLException e) {
        String state = e.getSQLState() == null ? SqlState.NONE : e.getSQLState();
        String message = e.getMessage() == null ? e.toString() : e.getMessage().replaceFirst("^(ERROR|FATAL): ", "");
        // Detail and position may repeat the statement, and with it a secret.
        int detail = message.indexOf("\n  Position:");
        return new PostgresException(place, shown, state, detail < 0 ? message : message.substring(0, detail), e);
    }

    /** Limits how long the connection waits for an answer. */
    static void patience(Connection connection, Duration limit) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis())));
    }

    /** From now on no connection is waited for longer than this. */
    void patience(Duration limit) {
        patience = limit;
    }

    private Duration connecting() {
        Duration limit = plan.limits().connectTimeout();
        return patience.compareTo(limit) < 0 ? patience : limit;
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    private static String host(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
