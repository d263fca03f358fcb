package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The questions by which the rows of a table on two servers are compared without being sent: how many there are and the sum
 * of their hashes, first of a whole range, then of parts of it, at last row by row. A sum does not depend on an order, and
 * tells two equal rows from none. A table without a key is a multiset: what stands for the key there is the row's own hash.
 *
 * @param columns those that both servers have, in the order of the source
 * @param ranged whether ranges of the key can be read by its index
 */
public record TableContents(TableName table, List<TableColumn> columns, boolean ranged, RowHash hash) {
    public TableContents {
        columns = List.copyOf(columns);
    }

    /** The same questions with another hash. */
    public TableContents hashedBy(RowHash other) {
        return new TableContents(table, columns, ranged, other);
    }

    /** The columns of the key in their order; none where there is no key. */
    public List<TableColumn> key() {
        return columns.stream()
                .filter(column -> column.key() != null)
                .sorted(Comparator.comparing(TableColumn::key))
                .toList();
    }

    public boolean keyed() {
        return columns.stream().anyMatch(column -> column.key() != null);
    }

    private String rows() {
        return " FROM ONLY " + table.sql() + " AS r";
    }

    /** One row with {@code rows} and {@code sum}. */
    public String summary(KeyRange range) {
        return "SELECT count(*) AS rows, coalesce(sum(q.h), 0)::text AS sum FROM (SELECT " + hash.of(columns) + " AS h"
                + rows() + range.where(key()) + ") q";
    }

    /** The same for each of so many parts of the range, as {@code part}, {@code rows} and {@code sum}; a power of two. */
    public String parts(KeyRange range, int parts) {
        return "SELECT q.k & " + (parts - 1) + " AS part, count(*) AS rows, sum(q.h)::text AS sum FROM ("
                + hashed(range) + ") q GROUP BY 1";
    }

    /** The rows of these parts: {@code k1}, {@code k2} and so on, and what stands for the row as {@code value}. */
    public String rowsOf(KeyRange range, int parts, List<Integer> which, int limit) {
        String wanted = which.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String from = " FROM (" + hashed(range) + ") q WHERE q.k & " + (parts - 1) + " IN (" + wanted + ")";
        return (keyed()
                        ? "SELECT " + names("q.") + ", q.h AS value" + from
                        : "SELECT q.h::text AS k1, count(*) AS value" + from + " GROUP BY q.h")
                + " LIMIT " + limit;
    }

    /** OFFSET 0 keeps the hashes from being worked out once for each place where they are used. */
    private String hashed(KeyRange range) {
        return keyed()
                ? "SELECT " + hash.of(key()) + " AS k, " + hash.of(columns) + " AS h, " + texts() + rows()
                        + range.where(key()) + " OFFSET 0"
                : "SELECT o.h AS k, o.h FROM (SELECT " + hash.of(columns) + " AS h" + rows() + " OFFSET 0) o OFFSET 0";
    }

    /** The rows with these keys as they are now, as {@link #rowsOf} tells them. */
    public String rowsAt(List<List<String>> keys) {
        if (!keyed()) {
            String hashes = keys.stream().map(one -> one.get(0)).collect(Collectors.joining(", "));
            return "SELECT q.h::text AS k1, count(*) AS value FROM (SELECT " + hash.of(columns) + " AS h" + rows()
                    + " OFFSET 0) q WHERE q.h = ANY ('{" + hashes + "}'::bigint[]) GROUP BY q.h";
        }
        return "SELECT " + texts() + ", " + hash.of(columns) + " AS value" + at(keys);
    }

    /** Of each of these rows, {@code k1} and so on, and a hash of every column as {@code c1} and so on; only with a key. */
    public String columnsAt(List<List<String>> keys, TextHash each) {
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            hashes.add(each.ofColumn(columns.get(i)) + " AS c" + (i + 1));
        }
        return "SELECT " + texts() + ", " + String.join(", ", hashes) + at(keys);
    }

    /** Of each of these rows, {@code k1} and so on, and every column as a literal, as {@code c1} and so on. */
    public String literalsAt(List<List<String>> keys) {
        return "SELECT " + texts() + ", " + literals() + at(keys);
    }

    /** Rows of a table without a key that have these hashes, {@code k1}, and every column as a literal. */
    public String literalsOf(List<List<String>> hashes) {
        String wanted = hashes.stream().map(one -> one.get(0)).collect(Collectors.joining(", "));
        return "SELECT DISTINCT ON (q.h) q.h::text AS k1, q.* FROM (SELECT " + hash.of(columns) + " AS h, "
                + (columns.isEmpty() ? "NULL AS c1" : literals()) + rows() + " OFFSET 0) q WHERE q.h = ANY ('{" + wanted
                + "}'::bigint[])";
    }

    private String literals() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            values.add("pg_catalog.quote_nullable(" + columns.get(i).sql() + "::text) AS c" + (i + 1));
        }
        return String.join(", ", values);
    }

    private String at(List<List<String>> keys) {
        List<TableColumn> key = key();
        String values = keys.stream().map(one -> KeyRange.values(key, one)).collect(Collectors.joining(", "));
        List<String> columnsOf = new ArrayList<>();
        List<String> same = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            columnsOf.add("v" + (i + 1));
            same.add(key.get(i).sql() + " = wanted.v" + (i + 1));
        }
        return " FROM (VALUES " + values + ") AS wanted (" + String.join(", ", columnsOf) + ") JOIN ONLY " + table.sql()
                + " AS r ON " + String.join(" AND ", same);
    }

    private String texts() {
        List<TableColumn> key = key();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            texts.add(key.get(i).sql() + "::text AS k" + (i + 1));
        }
        return String.join(", ", texts);
    }

    private String names(String of) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= key().size(); i++) {
            names.add(of + "k" + i);
        }
        return String.join(", ", names);
    }

    /**
     * Where the range after so many rows ends, as {@code k1} and so on; no row where fewer are left.
     *
     * @param from where it begins; {@link KeyRange#ALL} for the first
     */
    public String boundary(KeyRange from, int rows) {
        String columnsOf = key().stream().map(TableColumn::sql).collect(Collectors.joining(", "));
        // The texts are made outside: inside they would be made of every row that is passed over.
        return "SELECT " + texts() + " FROM (SELECT " + columnsOf + rows() + from.where(key()) + " ORDER BY "
                + columnsOf + " OFFSET " + rows + " LIMIT 1) r";
    }

    /** The key of a row that {@link #rowsOf} and the like told. */
    public List<String> keyOf(Row row) {
        List<String> key = new ArrayList<>();
        for (int i = 1; i <= Math.max(1, key().size()); i++) {
            key.add(row.text("k" + i));
        }
        return key;
    }
}
