package io.pgbaton.postgres;

import java.time.Duration;
import java.util.Optional;

/** Both clusters of an upgrade, as far as they can be reached. */
public interface Servers extends AutoCloseable {
    /** The catalog of a database; the connection is made at the first question. */
    Catalog catalog(Place place);

    /** Where cluster-wide statements of a server run: its maintenance database. */
    Place clusterPlace(Server server);

    /** From now on no question is waited for longer than this; each statement has its own limits. */
    void patience(Duration limit);

    /** A new writing session of its own; throws {@link PostgresException} if the server cannot be reached. */
    Session session(Place place);

    /** A new session that reads rows; throws {@link PostgresException} if the server cannot be reached. */
    Reader reader(Place place);

    /**
     * A new session that reads rows as another one held them, each question in a transaction of its own: no table stays locked
     * between two. Throws {@link PostgresException} if the server cannot be reached.
     *
     * @param snapshot the name that {@link SnapshotHolder#take} returned in the same database
     */
    Reader reader(Place place, String snapshot);

    /**
     * A new session that can hold what its database shows; throws {@link PostgresException} if the server cannot be reached.
     *
     * @param longest how long it may be held; then the server ends it, whatever this process does
     */
    SnapshotHolder snapshotHolder(Place place, Duration longest);

    /** Asks a probe; throws {@link PostgresException} if a server cannot be reached or refuses the question. */
    Answer ask(Probe probe);

    /**
     * Takes an advisory lock of an upgrade on the target; throws {@link UpgradeLock.HeldException}, which tells who holds it. The lock lives as long as the
     * returned session; a stalled owner is fenced by ending its sessions.
     */
    UpgradeLock lock(String upgrade, UpgradeLock.Errand errand);

    /** Who holds that lock of an upgrade now, as text for people; nothing if nobody does. */
    Optional<String> lockHolder(String upgrade, UpgradeLock.Errand errand);

    /**
     * Ends every session of the upgrade on one server, whoever holds them, and waits until they are gone: the way to fence a
     * stalled owner. Throws {@link PostgresException} if the
     * server does not answer within the limit, or if a session does not end within it.
     */
    void evictOwner(String upgrade, Server server, Duration limit);

    /** Ends the sessions that a former owner of the upgrade has left, on both servers; that of the lock's holder stays. */
    void evictPredecessors(String upgrade);

    @Override
    void close();
}
