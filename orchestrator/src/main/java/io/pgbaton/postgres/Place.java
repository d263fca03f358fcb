package io.pgbaton.postgres;

/** A database of one of the two clusters: where a statement runs. */
public record Place(Server server, String database) {
    /** For example {@code source/orders}. */
    @Override
    public String toString() {
        return server.word() + "/" + database;
    }
}
