package io.pgbaton.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * SHA-256 over the row as text, printed alike by every major (DOMAIN G.3): slow, and the same everywhere. The session must
 * have the settings of {@link Reader}.
 *
 * @param encoding what the text is converted to: the databases' own where it is the same on both sides, so that bytes that
 *     are no text there are compared as they are
 */
public record TextHash(String encoding) implements RowHash {
    /** Longer texts go in as their own hash: a row's text may not pass a gigabyte. */
    private static final int LONG = 1_000_000;

    @Override
    public String of(List<TableColumn> columns) {
        return columns.isEmpty() ? "0::bigint" : bits(row(columns));
    }

    @Override
    public String word() {
        return "canonical text";
    }

    /** The columns as one text in which a null, an empty text and a comma cannot be mistaken for one another. */
    String row(List<TableColumn> columns) {
        return "ROW(" + columns.stream().map(this::canonical).collect(Collectors.joining(", ")) + ")::text";
    }

    /** Sixteen hexadecimal digits of a single column's value; a null has its own. */
    String ofColumn(TableColumn column) {
        return "pg_catalog.substr(" + hex(row(List.of(column))) + ", 1, 16)";
    }

    private String bits(String text) {
        return "('x' || pg_catalog.substr(" + hex(text) + ", 1, 16))::bit(64)::bigint";
    }

    private String hex(String text) {
        return "pg_catalog.encode(pg_catalog.sha256(" + bytes(text) + "), 'hex')";
    }

    private String bytes(String text) {
        return "pg_catalog.convert_to(" + text + ", " + Identifier.literal(encoding) + ")";
    }

    /** What of a column goes into the text, where its output function would differ between majors or by setting. */
    private String canonical(TableColumn column) {
        String value = column.sql();
        switch (column.base()) {
            case "bytea":
                return "pg_catalog.sha256(" + value + ")";
            case "char":
                // 16 prints bytes above 127 in another way
                return "pg_catalog.charsend(" + value + ")";
            case "money":
                return "pg_catalog.cash_send(" + value + ")";
            case "pg_lsn":
                // 19 pads with zeros
                return value + " - '0/0'::pg_catalog.pg_lsn";
            case "text":
            case "varchar":
                return "CASE WHEN pg_catalog.octet_length(" + value + ") > " + LONG + " THEN " + hex(value + "::text")
                        + " ELSE " + value + " END";
            default:
                return value;
        }
    }
}
