package io.pgbaton.postgres;

/**
 * The replication of one database from one server to the other: <em>forward</em> from source to target, <em>reverse</em> the
 * way back. Publisher and subscriber are roles in a stream and swap; source and target never do.
 */
public record Stream(String upgrade, String database, Server publisher) {
    public Server subscriber() {
        return publisher.other();
    }

    /** The same database the other way round. */
    public Stream turnedRound() {
        return new Stream(upgrade, database, subscriber());
    }

    public Place publisherPlace() {
        return new Place(publisher, database);
    }

    public Place subscriberPlace() {
        return new Place(subscriber(), database);
    }

    /** {@code forward} or {@code reverse}. */
    public String direction() {
        return publisher == Server.SOURCE ? "forward" : "reverse";
    }

    public Publication publication() {
        return new Publication(Identifier.plain("pgbaton", upgrade, direction()));
    }

    /** Slots belong to the whole cluster, so that the database is part of the name. */
    public ReplicationSlot slot() {
        return new ReplicationSlot(Identifier.plain("pgbaton", upgrade, direction(), database));
    }

    public Subscription subscription() {
        return new Subscription(slot().name(), slot(), publication());
    }
}
