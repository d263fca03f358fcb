package io.pgbaton.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A column of a table whose rows are compared.
 *
 * @param type as a cast writes it, domains and type modifiers included
 * @param base the name of the built-in type under it, domains unfolded; empty for types that are not built in
 * @param generated whether the server itself fills it from other columns
 * @param key its place in the table's key, from 1; null where it is no part of it
 */
public record TableColumn(
        String name,
        String type,
        String base,
        boolean generated,
        @Nullable Integer key) {
    /** The column of the row called {@code r}. */
    String sql() {
        return "r." + Identifier.quote(name);
    }

    /** The same column without knowledge of its type, so that only its text counts: where both servers differ in it. */
    public TableColumn untyped() {
        return new TableColumn(name, type, "", generated, key);
    }
}
