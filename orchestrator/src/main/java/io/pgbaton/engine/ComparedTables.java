package io.pgbaton.engine;

import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.RecordHash;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.RowHash;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableColumn;
import io.pgbaton.postgres.TableContents;
import io.pgbaton.postgres.TableName;
import io.pgbaton.postgres.TextHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which tables of a database are compared, and how: every ordinary table of both servers, but for those that replication does
 * not carry (unlogged, of an extension, left to the pause by the plan) and the scaffolding of the upgrade itself.
 */
final class ComparedTables {
    private static final Duration ASKING = Duration.ofSeconds(60);
    private static final String UTF8 = "UTF8";
    private static final String SERVER = "SELECT pg_catalog.getdatabaseencoding() AS encoding,"
            + " pg_catalog.current_setting('server_version_num')::bigint AS version_num";

    private final Stream stream;
    private final Collection<String> leftOut;
    private final RowHash hash;
    private final TextHash text;

    private ComparedTables(Stream stream, Collection<String> leftOut, RowHash hash, TextHash text) {
        this.stream = stream;
        this.leftOut = leftOut;
        this.hash = hash;
        this.text = text;
    }

    /**
     * The tables as the sessions show them, the largest first.
     *
     * @param leftOut tables that only a switch carries, with their schemas
     */
    static List<ComparedTable> of(ReaderPair pair, Collection<String> leftOut) {
        ReaderPair.Both servers = pair.ask(reader -> reader.query(SERVER, ASKING));
        Row left = servers.publisher().get(0);
        Row right = servers.subscriber().get(0);
        boolean alike = left.text("encoding").equals(right.text("encoding"));
        TextHash text = new TextHash(alike ? left.text("encoding") : UTF8);
        RowHash hash = alike && hashesRecords(left) && hashesRecords(right) ? fast(pair, text) : text;
        ReaderPair.Both columns = pair.ask(reader -> reader.ask("table-columns", ASKING));
        return new ComparedTables(pair.stream(), leftOut, hash, text).tables(columns.publisher(), columns.subscriber());
    }

    private static boolean hashesRecords(Row server) {
        return MajorVersion.ofNumber(server.number("version_num")).atLeast(RecordHash.SINCE);
    }

    /** The fast hash, with the types of which both servers at hand have just shown that they hash alike. */
    private static RowHash fast(ReaderPair pair, TextHash otherwise) {
        ReaderPair.Both samples = pair.ask(reader -> reader.query(RecordHash.samplesSql(), ASKING));
        Map<String, String> theirs = samples(samples.subscriber());
        Set<String> alike = samples(samples.publisher()).entrySet().stream()
                .filter(type -> type.getValue().equals(theirs.get(type.getKey())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        RecordHash hash = new RecordHash(alike);
        return hash.usable() ? hash : otherwise;
    }

    private static Map<String, String> samples(List<Row> rows) {
        Map<String, String> samples = new HashMap<>();
        rows.forEach(row -> samples.put(row.text("type"), row.text("hash")));
        return samples;
    }

    /** A table as one server has it. */
    private record Found(long rows, long bytes, boolean ranged, List<TableColumn> columns) {
        @Nullable
        TableColumn column(String name) {
            return columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        List<String> key() {
            return columns.stream()
                    .filter(column -> column.key() != null)
                    .sorted(Comparator.comparing(TableColumn::key))
                    .map(TableColumn::name)
                    .toList();
        }
    }

    private List<ComparedTable> tables(List<Row> ours, List<Row> theirs) {
        Map<TableName, Found> left = found(ours);
        Map<TableName, Found> right = found(theirs);
        Set<TableName> names = new TreeSet<>(Comparator.comparing(TableName::toString));
        names.addAll(left.keySet());
        names.addAll(right.keySet());
        List<ComparedTable> tables = new ArrayList<>();
        for (TableName name : names) {
            Found there = left.get(name);
            Found here = right.get(name);
            if (there == null || here == null) {
                Found some = Objects.requireNonNull(there == null ? here : there);
                ComparedTable table = table(name, some, some, null);
                table.isAlone((there == null ? stream.subscriber() : stream.publisher()).word());
                tables.add(table);
            } else {
                tables.add(table(name, there, here, structure(there, here)));
            }
        }
        tables.sort(Comparator.comparing(ComparedTable::bytes).reversed());
        return tables;
    }

    private Map<TableName, Found> found(List<Row> rows) {
        String scaffolding = new Marker(stream.upgrade()).schema();
        Map<TableName, Found> tables = new LinkedHashMap<>();
        for (Row row : rows) {
            TableName name = new TableName(row.text("schema"), row.text("name"));
            if (name.schema().equals(scaffolding) || leftOut.contains(name.toString())) {
                continue;
            }
            Found table = tables.computeIfAbsent(
                    name, at -> new Found(row.number("rows"), bytes(row), row.flag("ranged"), new ArrayList<>()));
            if (row.maybe("column") != null) {
                table.columns().add(column(row));
            }
        }
        return tables;
    }

    /** None of a table that is gone since. */
    private static long bytes(Row row) {
        return row.maybe("bytes") == null ? 0 : row.number("bytes");
    }

    private static TableColumn column(Row row) {
        return new TableColumn(
                row.text("column"),
                row.text("type"),
                row.text("base"),
                row.flag("generated"),
                row.maybe("key") == null ? null : (int) row.number("key"));
    }

    /** What keeps rows from being comparable as a whole; null if nothing does. */
    private @Nullable String structure(Found there, Found here) {
        List<String> alone = new ArrayList<>();
        there.columns().stream()
                .filter(column -> here.column(column.name()) == null)
                .forEach(column -> alone.add(
                        column.name() + " on the " + stream.publisher().word()));
        here.columns().stream()
                .filter(column -> there.column(column.name()) == null)
                .forEach(column -> alone.add(
                        column.name() + " on the " + stream.subscriber().word()));
        return alone.isEmpty() ? null : "columns that only one server has: " + String.join(", ", alone);
    }

    private ComparedTable table(TableName name, Found there, Found here, @Nullable String problem) {
        boolean sameKey = there.key().equals(here.key());
        List<TableColumn> left = new ArrayList<>();
        List<TableColumn> right = new ArrayList<>();
        for (TableColumn column : there.columns()) {
            TableColumn other = here.column(column.name());
            if (other != null) {
                boolean typed = column.base().equals(other.base());
                left.add(shaped(column, sameKey, typed));
                right.add(shaped(other, sameKey, typed));
            }
        }
        boolean ranged = there.ranged() && here.ranged() && sameKey;
        return new ComparedTable(
                stream.database(),
                new TableContents(name, left, ranged, hash),
                new TableContents(name, right, ranged, hash),
                there.rows(),
                there.bytes(),
                text,
                problem);
    }

    private static TableColumn shaped(TableColumn column, boolean keyed, boolean typed) {
        TableColumn shape = typed ? column : column.untyped();
        return keyed ? shape : new TableColumn(shape.name(), shape.type(), shape.base(), shape.generated(), null);
    }
}
