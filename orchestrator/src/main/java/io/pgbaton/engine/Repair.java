package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableColumn;
import io.pgbaton.postgres.TableContents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The statements that would make the subscriber's rows what the publisher's are now: to be read and run by a person, never by
 * this program. A row that is still written by clients must not be mended so: the statement would be older than the row.
 */
final class Repair {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** So that the fence lets them through, no trigger fires, and values are read as they were printed. */
    private static final List<String> SETTINGS = List.of(
            "SET default_transaction_read_only = off",
            "SET session_replication_role = replica",
            "SET TimeZone = 'UTC'",
            "SET DateStyle = 'ISO, YMD'",
            "SET IntervalStyle = 'postgres'",
            "SET lc_monetary = 'C'");

    private Repair() {}

    /** The statements, each without a semicolon, those of a database behind a comment that names it; none where nothing differs. */
    static List<String> of(Comparison comparison, Plan plan, Workshop workshop) {
        List<String> statements = new ArrayList<>();
        try (Servers servers = workshop.servers(plan);
                Crew crew = new Crew()) {
            List<String> databases = comparison.tables().stream()
                    .filter(table -> !table.differences().isEmpty())
                    .map(Comparison.Table::database)
                    .distinct()
                    .toList();
            for (String database : databases) {
                Stream stream = new Stream(comparison.upgrade(), database, comparison.publisher());
                statements.add("-- on the " + stream.subscriber().word() + ", in the database " + database);
                statements.addAll(SETTINGS);
                statements.addAll(database(comparison, servers, stream, crew));
            }
        }
        return statements;
    }

    private static List<String> database(Comparison comparison, Servers servers, Stream stream, Crew crew) {
        List<String> statements = new ArrayList<>();
        try (ReaderPair pair = new ReaderPair(servers::reader, stream, crew)) {
            List<ComparedTable> tables = ComparedTables.of(pair, List.of());
            for (Comparison.Table found : comparison.tables()) {
                if (found.database().equals(stream.database())
                        && !found.differences().isEmpty()) {
                    tables.stream()
                            .filter(table ->
                                    table.publisher().table().toString().equals(found.table()))
                            .forEach(table -> statements.addAll(table(table, found, pair.publisher())));
                }
            }
        }
        return statements;
    }

    private static List<String> table(ComparedTable table, Comparison.Table found, Reader reader) {
        if (!table.publisher().hash().word().equals(found.method())) {
            table.goByText();
        }
        TableContents ours = table.publisher();
        List<List<String>> keys =
                found.differences().stream().map(Comparison.Difference::key).toList();
        Map<List<String>, Row> rows = new HashMap<>();
        String question = ours.keyed() ? ours.literalsAt(keys) : ours.literalsOf(keys);
        reader.query(question, LIMIT).forEach(row -> rows.put(ours.keyOf(row), row));
        // what is in the way of an insert goes first: keys may be equal and yet not the same
        return found.differences().stream()
                .sorted(Comparator.comparing(difference -> difference.kind() != Comparison.Kind.EXTRA))
                .map(difference -> statement(table, difference, rows.get(difference.key())))
                .toList();
    }

    private static String statement(ComparedTable table, Comparison.Difference difference, @Nullable Row row) {
        TableContents theirs = table.subscriber();
        if (difference.kind() == Comparison.Kind.EXTRA || row == null) {
            return theirs.keyed()
                    ? "DELETE FROM ONLY " + theirs.table().sql() + where(theirs, difference.key())
                    : "DELETE FROM ONLY " + theirs.table().sql() + " WHERE ctid = (SELECT r.ctid FROM ONLY "
                            + theirs.table().sql() + " AS r WHERE "
                            + theirs.hash().of(theirs.columns()) + " = "
                            + difference.key().get(0) + " LIMIT 1)";
        }
        return difference.kind() == Comparison.Kind.MISSING ? insert(theirs, row) : update(theirs, row, difference);
    }

    private static String insert(TableContents theirs, Row row) {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < theirs.columns().size(); i++) {
            if (!theirs.columns().get(i).generated()) {
                columns.add(Identifier.quote(theirs.columns().get(i).name()));
                values.add(row.text("c" + (i + 1)));
            }
        }
        return columns.isEmpty()
                ? "INSERT INTO " + theirs.table().sql() + " DEFAULT VALUES"
                : "INSERT INTO " + theirs.table().sql() + " (" + String.join(", ", columns)
                        + ") OVERRIDING SYSTEM VALUE VALUES (" + String.join(", ", values) + ")";
    }

    private static String update(TableContents theirs, Row row, Comparison.Difference difference) {
        List<String> sets = new ArrayList<>();
        for (int i = 0; i < theirs.columns().size(); i++) {
            TableColumn column = theirs.columns().get(i);
            if (!column.generated() && difference.columns().contains(column.name())) {
                sets.add(Identifier.quote(column.name()) + " = " + row.text("c" + (i + 1)));
            }
        }
        return sets.isEmpty()
                ? "-- " + (theirs.table() + " (" + String.join(", ", difference.key())).replaceAll("\\p{Cntrl}", "?")
                        + "): only generated columns differ; rewrite the row, or look why the expression has another value"
                : "UPDATE ONLY " + theirs.table().sql() + " SET " + String.join(", ", sets)
                        + where(theirs, difference.key());
    }

    private static String where(TableContents contents, List<String> values) {
        List<TableColumn> key = contents.key();
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            conditions.add(Identifier.quote(key.get(i).name()) + " = " + Identifier.literal(values.get(i)));
        }
        return conditions.stream().collect(Collectors.joining(" AND ", " WHERE ", ""));
    }
}
