package io.pgbaton.postgres;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One change of a transaction as the publisher's log tells it.
 *
 * @param kind INSERT, UPDATE, DELETE or TRUNCATE
 * @param table with its schema
 * @param before the old row as far as the replica identity keeps it; empty where it was not logged
 * @param after the new row; empty for a DELETE or TRUNCATE, without large values that did not change
 */
public record ChangedRow(
        String kind, String table, Map<String, @Nullable String> before, Map<String, @Nullable String> after) {
    /** Longer values are cut for people. */
    private static final int SHOWN = 60;

    /** For example {@code UPDATE public.t (id=1) to (id=1, name='x')}. */
    @Override
    public String toString() {
        return kind + " " + table + (before.isEmpty() ? "" : " " + shown(before))
                + (after.isEmpty() ? "" : (before.isEmpty() ? " " : " to ") + shown(after));
    }

    private static String shown(Map<String, @Nullable String> row) {
        return row.entrySet().stream()
                .map(it -> it.getKey() + "=" + shown(it.getValue()))
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String shown(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…";
        return "'" + cut.replace("'", "''") + "'";
    }
}
