package io.pgbaton.postgres;

/**
 * Something that is not alike on both servers, or not as this upgrade made it.
 *
 * @param kind what it is, in PostgreSQL's words: {@code column}, {@code index}, {@code enum}…
 * @param object its qualified name
 * @param what how it is on either server
 * @param remedy what to do, and in which order (DOMAIN A.9)
 */
public record Drift(String kind, String object, String what, String remedy) {
    /** One line, without the remedy. */
    @Override
    public String toString() {
        return kind + " " + object + ": " + what;
    }
}
