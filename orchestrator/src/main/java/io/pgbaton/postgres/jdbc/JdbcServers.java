package io.pgbaton.postgres.jdbc;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.SnapshotHolder;
import io.pgbaton.postgres.SqlState;
import io.pgbaton.postgres.UpgradeLock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Source and target of a plan over JDBC. */
public final class JdbcServers implements Servers {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** How long an ended session may take to go: it ends at once unless it sits in a system call. */
    private static final Duration EVICTION = Duration.ofSeconds(30);

    private static final Duration EVICTION_LOOK = Duration.ofMillis(20);
    /** How many names of a difference are shown. */
    private static final int SHOWN = 5;

    /** The target first: without its lock, an owner that makes a new session on the other server may not use it. */
    private static final List<Server> SERVERS = List.of(Server.TARGET, Server.SOURCE);

    private final Plan plan;
    private final Connections connections;
    private final PgDump dump;
    private final Map<Place, JdbcCatalog> catalogs = new ConcurrentHashMap<>();
    private volatile Duration patience = PATIENCE;

    /** @param owner host and process of this program, shown in application_name */
    public JdbcServers(Plan plan, String owner, ClientPrograms programs) {
        this.plan = plan;
        this.connections = new Connections(plan, owner);
        this.dump = new PgDump(plan, programs);
    }

    @Override
    public Catalog catalog(Place place) {
        return known(place);
    }

    private JdbcCatalog known(Place place) {
        return catalogs.computeIfAbsent(place, at -> new JdbcCatalog(at, connections, dump, () -> patience));
    }

    @Override
    public Place clusterPlace(Server server) {
        return connections.clusterPlace(server);
    }

    @Override
    public Session session(Place place) {
        return new JdbcSession(place, connections.writing(place), this::known);
    }

    @Override
    public Reader reader(Place place) {
        return new JdbcReader(place, connections.reading(place), "");
    }

    @Override
    public Reader reader(Place place, String snapshot) {
        return new JdbcReader(
                place,
                connections.reading(place),
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT "
                        + Identifier.literal(snapshot));
    }

    @Override
    public SnapshotHolder snapshotHolder(Place place, Duration longest) {
        return new JdbcSnapshotHolder(place, connections.reading(place), longest);
    }

    @Override
    public void patience(Duration limit) {
        patience = limit.compareTo(PATIENCE) < 0 ? limit : PATIENCE;
        connections.patience(patience);
    }

    @Override
    public Answer ask(Probe probe) {
        if (probe instanceof Probe.Holds) {
            return holds((Probe.Holds) probe);
        }
        if (probe instanceof Probe.Loads) {
            return SchemaTrial.of(connections, (Probe.Loads) probe);
        }
        if (probe instanceof Probe.Allows) {
            return RightsTrial.of(connections, (Probe.Allows) probe);
        }
        return probe instanceof Probe.Same ? same((Probe.Same) probe) : reaches((Probe.Reaches) probe);
    }

    /** Makes a subscription without a slot, which connects to the other server, and rolls it back (DOMAIN PF-C01). */
    private Answer reaches(Probe.Reaches probe) {
        String sql = "CREATE SUBSCRIPTION pgbaton_probe CONNECTION "
                + Identifier.literal(probe.to().secretText())
                + " PUBLICATION pgbaton_probe WITH (create_slot = false, slot_name = NONE, enabled = false, copy_data = false)";
        try (Connection connection = connections.writing(probe.from())) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(sql);
                return new Answer(true, "");
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            return new Answer(false, Connections.failure(probe.from(), "", e).getMessage());
        }
    }

    private Answer holds(Probe.Holds probe) {
        return Answers.of(catalog(probe.at()).query(probe.sql()));
    }

    private Answer same(Probe.Same probe) {
        TreeSet<String> left = first(catalog(probe.left()).query(probe.leftSql()));
        TreeSet<String> right = first(catalog(probe.right()).query(probe.rightSql()));
        TreeSet<String> onlyLeft = new TreeSet<>(left);
        onlyLeft.removeAll(right);
        TreeSet<String> onlyRight = new TreeSet<>(right);
        onlyRight.removeAll(left);
        if (onlyLeft.isEmpty() && onlyRight.isEmpty()) {
            return new Answer(true, left.size() + " on both");
        }
        return new Answer(
                false,
                "only on " + probe.left() + ": " + some(onlyLeft) + "; only on " + probe.right() + ": "
                        + some(onlyRight));
    }

    private static String some(TreeSet<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String shown = String.join(", ", names.stream().limit(SHOWN).toList());
        return names.size() <= SHOWN ? shown : shown + " and " + (names.size() - SHOWN) + " more";
    }

    private static TreeSet<String> first(List<Row> rows) {
        TreeSet<String> values = new TreeSet<>();
        for (Row row : rows) {
            values.add(Objects.toString(row.columns().values().iterator().next(), ""));
        }
        return values;
    }

    @Override
    public UpgradeLock lock(String upgrade, UpgradeLock.Errand errand) {
        return new JdbcLock(connections, clusterPlace(Server.TARGET), upgrade, errand);
    }

    @Override
    public Optional<String> lockHolder(String upgrade, UpgradeLock.Errand errand) {
        return catalog(clusterPlace(Server.TARGET))
                .ask("lock-holder", JdbcLock.classOf(errand), JdbcLock.keyOf(upgrade))
                .stream()
                .findFirst()
                .map(row -> row.text("holder"));
    }

    @Override
    public void evictOwner(String upgrade, Server server, Duration limit) {
        evict(server, upgrade, limit, "evict-owner");
    }

    @Override
    public void evictPredecessors(String upgrade) {
        for (Server server : SERVERS) {
            try {
                evict(
                        server,
                        upgrade,
                        EVICTION,
                        "evict-predecessors",
                        JdbcLock.classOf(UpgradeLock.Errand.WORK),
                        JdbcLock.keyOf(upgrade));
            } catch (PostgresException e) {
                if (!SqlState.connectionLost(e.sqlState())) {
                    throw e;
                }
                // A server that is gone has no sessions; the journal keeps a former owner from going on elsewhere.
            }
        }
    }

    /** Ends the sessions and waits until they are gone: what they were about to commit has happened by then, or never will. */
    private void evict(Server server, String upgrade, Duration limit, String question, Object... parameters) {
        Place place = clusterPlace(server);
        String names = Connections.nameOf(upgrade) + " ";
        Instant end = Instant.now().plus(limit);
        String shown = "sql/" + question + ".sql";
        try (Connection connection = connections.writing(place);
                PreparedStatement statement = connection.prepareStatement(SqlFile.text(question))) {
            Connections.patience(connection, limit);
            statement.setString(1, names);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 2, parameters[i]);
            }
            while (sessions(statement) > 0) {
                if (Instant.now().isAfter(end)) {
                    throw new PostgresException(
                            place,
                            shown,
                            SqlState.OBJECT_IN_USE,
                            "sessions of " + names + "do not end; end them with pg_terminate_backend",
                            new IllegalStateException("still there"));
                }
                LockSupport.parkNanos(EVICTION_LOOK.toNanos());
            }
        } catch (SQLException e) {
            throw Connections.failure(place, shown, e);
        }
    }

    private static int sessions(PreparedStatement evict) throws SQLException {
        int count = 0;
        try (ResultSet result = evict.executeQuery()) {
            while (result.next()) {
                count++;
            }
        }
        return count;
    }

    @Override
    public void close() {
        catalogs.values().forEach(JdbcCatalog::close);
        catalogs.clear();
    }
}
