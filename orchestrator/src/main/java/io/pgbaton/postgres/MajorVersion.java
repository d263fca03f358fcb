package io.pgbaton.postgres;

/** A major version of PostgreSQL, 10 or later: the part of the version number that decides what a server understands. */
public record MajorVersion(int number) implements Comparable<MajorVersion> {
    /** From server_version_num, for example 150020. */
    public static MajorVersion ofNumber(long serverVersionNum) {
        return new MajorVersion((int) (serverVersionNum / 10_000));
    }

    /** Whether the server is of this major or a later one. */
    public boolean atLeast(int major) {
        return number >= major;
    }

    @Override
    public int compareTo(MajorVersion other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
