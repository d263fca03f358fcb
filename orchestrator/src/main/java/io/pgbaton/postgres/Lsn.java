package io.pgbaton.postgres;

/** A position in the WAL: an unsigned 64-bit byte offset. Versions print it differently, so it is never compared as text (DOMAIN C-17). */
public record Lsn(long position) implements Comparable<Lsn> {
    /** Parses {@code 16/B374D848}, padded with zeros or not; throws {@link IllegalArgumentException}. */
    public static Lsn parse(String text) {
        String[] halves = text.split("/");
        if (halves.length != 2) {
            throw new IllegalArgumentException("not an LSN: " + text);
        }
        return new Lsn((Long.parseLong(halves[0], 16) << 32) | Long.parseLong(halves[1], 16));
    }

    @Override
    public int compareTo(Lsn other) {
        return Long.compareUnsigned(position, other.position);
    }

    @Override
    public String toString() {
        return "%X/%X".formatted(position >>> 32, position & 0xFFFFFFFFL);
    }
}
