package io.pgbaton.postgres;

/** One of the two clusters of an upgrade. The names never swap, whichever of the two has the traffic. */
public enum Server {
    SOURCE,
    TARGET;

    /** The cluster on the other side. */
    public Server other() {
        return this == SOURCE ? TARGET : SOURCE;
    }

    /** The word that reports use: {@code source} or {@code target}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
