package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table whose key is at least {@code from} and below {@code to}, in the order of the key's index. A bound is the
 * text of each column of the key; null where the range is open.
 */
public record KeyRange(
        @Nullable List<String> from, @Nullable List<String> to) {
    /** Every row. */
    public static final KeyRange ALL = new KeyRange(null, null);

    public KeyRange {
        from = from == null ? null : List.copyOf(from);
        to = to == null ? null : List.copyOf(to);
    }

    /** The condition on the row called {@code r}, with its WHERE; empty where every row is meant. */
    String where(List<TableColumn> key) {
        List<String> conditions = new ArrayList<>();
        if (from != null) {
            conditions.add(columns(key) + " >= " + values(key, from));
        }
        if (to != null) {
            conditions.add(columns(key) + " < " + values(key, to));
        }
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private static String columns(List<TableColumn> key) {
        return key.stream().map(TableColumn::sql).collect(Collectors.joining(", ", "(", ")"));
    }

    /** The values as a row constructor. */
    static String values(List<TableColumn> key, List<String> values) {
        List<String> literals = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            literals.add(Identifier.literal(values.get(i)) + "::" + key.get(i).type());
        }
        return "(" + String.join(", ", literals) + ")";
    }
}
