package io.pgbaton.postgres;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of an answer from the catalog, by column name. */
public record Row(Map<String, @Nullable Object> columns) {
    /** The column as text; throws {@link IllegalStateException} where it is null. */
    public String text(String column) {
        String value = maybe(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null in " + columns);
        }
        return value;
    }

    /** The column as text, or null. */
    public @Nullable String maybe(String column) {
        if (!columns.containsKey(column)) {
            throw new IllegalStateException("no column " + column + " in " + columns.keySet());
        }
        Object value = columns.get(column);
        return value == null ? null : value.toString();
    }

    /** The column as a number; null counts as 0. */
    public long number(String column) {
        Object value = columns.get(column);
        return value instanceof Number number
                ? number.longValue()
                : value == null ? 0 : Long.parseLong(value.toString());
    }

    /** The column as a truth value; null counts as false. */
    public boolean flag(String column) {
        return Boolean.TRUE.equals(columns.get(column));
    }
}
