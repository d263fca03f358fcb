package io.pgbaton.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Watches how far the apply workers are behind, in bytes of WAL, ten times a second: what caps the load {@code max}. */
final class Lag extends Thread {

    /** Half of what a plan takes for in sync by default ({@code catchUp.maxLag}). */
    private static final long TOO_GREAT = 512 * 1024;

    private static final String QUESTION =
            "SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)::bigint"
                    + " FROM pg_stat_replication WHERE application_name NOT LIKE '%sync%'";

    private final List<String> servers;
    private final String password;
    private volatile long bytes;
    private volatile long peak;

    /** Watches these servers, HOST:PORT each, as the superuser. */
    Lag(List<String> servers, String password) {
        super("lag");
        this.servers = servers;
        this.password = password;
        setDaemon(true);
    }

    boolean isTooGreat() {
        return bytes > TOO_GREAT;
    }

    /** The greatest lag there was. */
    long peak() {
        return peak;
    }

    @Override
    public void run() {
        var connections = new @Nullable Connection[servers.size()];
        while (true) {
            long greatest = 0;
            for (int server = 0; server < connections.length; server++) {
                try {
                    if (connections[server] == null) {
                        connections[server] = open(servers.get(server));
                    }
                    greatest = Math.max(greatest, ask(connections[server]));
                } catch (SQLException e) {
                    // a fence ends sessions; the next round connects again
                    connections[server] = null;
                }
            }
            bytes = greatest;
            peak = Math.max(peak, greatest);
            LockSupport.parkNanos(100_000_000);
        }
    }

    private Connection open(String server) throws SQLException {
        return new Login("jdbc:postgresql://" + server + "/postgres", "postgres", password).open("postgres");
    }

    private static long ask(Connection connection) throws SQLException {
        try (var question = connection.createStatement();
                var row = question.executeQuery(QUESTION)) {
            row.next();
            return row.getLong(1);
        }
    }
}
