package io.pgbaton.traffic;

/**
 * A setting of PgBouncer, in seconds, that has another value for a while: one that nobody configures, so that what an ended
 * process has left behind can be told. RELOAD puts back what the file says, too.
 */
final class TemporarySetting {
    private static final String OURS = ".001";

    private final String key;
    private String configured = "";

    TemporarySetting(String key) {
        this.key = key;
    }

    /** Remembers what is in force, from an answer to SHOW CONFIG. */
    void remember(Reply config) {
        configured = config.rows().stream()
                .filter(row -> key.equals(row.get("key")))
                .map(row -> row.getOrDefault("value", ""))
                .findFirst()
                .orElse("");
    }

    /** As it was configured; empty if that is not known. */
    String configured() {
        return leftBehind() ? "" : configured;
    }

    /** Whether it is an ended process's, which did not put back what was configured. */
    boolean leftBehind() {
        return configured.endsWith(OURS);
    }

    /** What to say to the console for the while. */
    String change(int seconds) {
        return "SET " + key + "='" + seconds + OURS + "'";
    }

    /** What to say to the console afterwards. */
    String restore() {
        return configured().isEmpty() ? "RELOAD" : "SET " + key + "='" + configured + "'";
    }
}
