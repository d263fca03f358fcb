package io.pgbaton.postgres;

/** What a server answered instead of doing as it was told. The statement is shown without secrets. */
public final class PostgresException extends RuntimeException {
    private final Place place;
    private final String sqlState;

    public PostgresException(Place place, String shown, String sqlState, String message, Throwable cause) {
        super(
                place + ": " + message + (sqlState.equals(SqlState.NONE) ? "" : " [" + sqlState + "]")
                        + (shown.isBlank() ? "" : " in: " + shortened(shown)),
                cause);
        this.place = place;
        this.sqlState = sqlState;
    }

    private static String shortened(String sql) {
        String line = sql.strip().replaceAll("\\s+", " ").replaceFirst(";$", "");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    public Place place() {
        return place;
    }

    /** Five characters, see {@link SqlState}. */
    public String sqlState() {
        return sqlState;
    }
}
