package io.pgbaton.cli.text;

import io.pgbaton.engine.Status.Database;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The figures of all databases of an upgrade together; null where no server could tell. Bytes. */
record Totals(
        @Nullable Long tables,
        @Nullable Long tablesReady,
        @Nullable Long bytesCopied,
        @Nullable Long bytesTotal,
        @Nullable Long indexBytes,
        @Nullable Long indexBytesTotal,
        List<String> building,
        @Nullable Long copyFailures,
        @Nullable Long lagBytes) {
    static Totals of(List<Database> databases) {
        return new Totals(
                sum(databases, Database::tables),
                sum(databases, Database::tablesReady),
                sum(databases, Database::bytesCopied),
                sum(databases, Database::bytesTotal),
                sum(
                        databases,
                        database -> database.indexes() == null
                                ? null
                                : database.indexes().bytes()),
                sum(
                        databases,
                        database -> database.indexes() == null
                                ? null
                                : database.indexes().bytesTotal()),
                databases.stream()
                        .map(Database::indexes)
                        .filter(Objects::nonNull)
                        .flatMap(indexes -> indexes.building().stream())
                        .toList(),
                sum(databases, Database::copyFailures),
                sum(databases, Database::lagBytes));
    }

    private static @Nullable Long sum(List<Database> databases, Function<Database, @Nullable Long> figure) {
        List<Long> known =
                databases.stream().map(figure).filter(Objects::nonNull).toList();
        return known.isEmpty()
                ? null
                : known.stream().mapToLong(Long::longValue).sum();
    }

    /** Whether all tables are copied. */
    boolean copied() {
        return tables != null && tables.equals(tablesReady);
    }
}
