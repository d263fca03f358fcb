package io.pgbaton.engine;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Session;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.SqlState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The writing sessions of one worker, one per database, kept open so that none has to be made while clients wait. Whoever
 * takes over an upgrade ends the sessions that there are, so that one that answers is ours still; one that was just made may
 * have come too late to be found, which is why it is followed by a question.
 */
final class Hands implements AutoCloseable {
    private final Servers servers;
    private final Runnable stillOurs;
    private final Map<Place, Session> sessions = new ConcurrentHashMap<>();

    /** @param stillOurs asked whenever a session was made; throws if another process has taken over */
    Hands(Servers servers, Runnable stillOurs) {
        this.servers = servers;
        this.stillOurs = stillOurs;
    }

    /** Makes the session now, so that it is there when it is needed. */
    void warm(Place place) {
        session(place);
    }

    private Session session(Place place) {
        Session known = sessions.get(place);
        if (known != null) {
            return known;
        }
        Session made = sessions.computeIfAbsent(place, servers::session);
        stillOurs.run();
        return made;
    }

    /** See {@link Session#execute(Sql, Duration, Duration)}; a session that broke is forgotten and made anew the next time. */
    void execute(Place place, Sql sql, Duration lockTimeout, Duration statementTimeout) {
        with(place, session -> {
            session.execute(sql, lockTimeout, statementTimeout);
            return true;
        });
    }

    /** See {@link Session#execute(Sql, Probe.Holds, Duration, Duration)}. */
    Answer execute(Place place, Sql sql, Probe.Holds question, Duration lockTimeout, Duration statementTimeout) {
        return with(place, session -> session.execute(sql, question, lockTimeout, statementTimeout));
    }

    /** See {@link Session#prepare}. */
    void prepare(Place place, List<String> statements) {
        with(place, session -> {
            session.prepare(statements);
            return true;
        });
    }

    private <T> T with(Place place, Function<Session, T> work) {
        Session session = session(place);
        try {
            return work.apply(session);
        } catch (PostgresException e) {
            if (SqlState.connectionLost(e.sqlState())) {
                sessions.remove(place, session);
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
