package io.pgbaton.engine;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.SqlState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The writing sessions of one worker, one per database, kept open so that none has to be made while clients wait. */
final class Hands implements AutoCloseable {
    private final Servers servers;
    private final Map<Place, Session> sessions = new HashMap<>();

    Hands(Servers servers) {
        this.servers = servers;
    }

    /** Makes the session now, so that it is there when it is needed. */
    void warm(Place place) {
        sessions.computeIfAbsent(place, servers::session);
    }

    /**
     * See {@link Session#execute}. Uses the session that was made by {@link #warm} and no other; one that broke is forgotten
     * and must be made anew.
     */
    void execute(Place place, Sql sql, Duration lockTimeout, Duration statementTimeout) {
        Session session = sessions.get(place);
        if (session == null) {
            throw new IllegalStateException("no session was made for " + place);
        }
        try {
            session.execute(sql, lockTimeout, statementTimeout);
        } catch (PostgresException e) {
            if (SqlState.connectionLost(e.sqlState())) {
                sessions.remove(place);
                session.close();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
