package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code hash_record_extended} (14 and later) over columns whose types were seen to hash alike on both servers at hand; nobody
 * promises that they do. It is a hash of equality, so that whatever is wider than identity goes in as something narrower: a
 * numeric with its scale, a float as its bits, most types as their text.
 *
 * @param alike the built-in types whose samples have the same hash on both servers
 */
public record RecordHash(Set<String> alike) implements RowHash {
    /** The first major that has the function. */
    public static final int SINCE = 14;

    /**
     * Types that go in as what the server sends of them in binary, because their own hash says less than that: it takes -1 and 1,
     * or 1 and 1.00, for one numeric, 1 and 4294967296 for one bigint (and so for times, which are such numbers), -0 and 0 for one
     * float, a month and 30 days for one interval.
     */
    private static final Map<String, String> SENT = Map.ofEntries(
            Map.entry("float4", "float4send"),
            Map.entry("float8", "float8send"),
            Map.entry("int8", "int8send"),
            Map.entry("interval", "interval_send"),
            Map.entry("money", "cash_send"),
            Map.entry("numeric", "numeric_send"),
            Map.entry("pg_lsn", "pg_lsn_send"),
            Map.entry("time", "time_send"),
            Map.entry("timestamp", "timestamp_send"),
            Map.entry("timestamptz", "timestamptz_send"),
            Map.entry("timetz", "timetz_send"));

    /** Values of each type that goes in by itself or as it is sent: edges, and one of everyday. */
    private static final Map<String, List<String>> SAMPLES = samples();

    public RecordHash {
        alike = Set.copyOf(alike);
    }

    /** Rows of a type and the hash of its samples: whatever both servers answer alike, they hash alike. */
    public static String samplesSql() {
        return SAMPLES.entrySet().stream()
                .map(type -> "SELECT " + Identifier.literal(type.getKey()) + " AS type, "
                        + type.getValue().stream()
                                .map(value ->
                                        "pg_catalog.hash_record_extended(ROW(" + sent(type.getKey(), value) + "), 0)")
                                .collect(Collectors.joining(" || ',' || "))
                        + "::text AS hash")
                .collect(Collectors.joining(" UNION ALL "));
    }

    /** Whether anything at all can be hashed so: what is not alike itself goes in as text. */
    public boolean usable() {
        return alike.contains("text") && alike.contains("bytea");
    }

    @Override
    public String of(List<TableColumn> columns) {
        if (columns.isEmpty()) {
            return "0::bigint";
        }
        List<String> values = new ArrayList<>();
        columns.forEach(column -> values.addAll(identity(column)));
        return "pg_catalog.hash_record_extended(ROW(" + String.join(", ", values) + "), 0)";
    }

    @Override
    public String word() {
        return "record hash";
    }

    /** Expressions that are equal only for identical values of the column. */
    private List<String> identity(TableColumn column) {
        String value = column.sql();
        String text = value + "::text COLLATE pg_catalog.\"C\"";
        switch (column.base()) {
            case "text":
            case "varchar":
                // a collation may call different texts equal
                return List.of(value + " COLLATE pg_catalog.\"C\"");
            case "bpchar":
                // trailing blanks do not count
                return List.of(
                        alike.contains("bpchar") ? value + " COLLATE pg_catalog.\"C\"" : text,
                        "pg_catalog.octet_length(" + value + ")");
            default:
                return List.of(alike.contains(column.base()) ? sent(column.base(), value) : text);
        }
    }

    private static String sent(String type, String value) {
        String send = SENT.get(type);
        return send == null ? value : "pg_catalog." + send + "(" + value + ")";
    }

    private static Map<String, List<String>> samples() {
        Map<String, List<String>> samples = new LinkedHashMap<>();
        samples.put("bool", List.of("true", "false"));
        samples.put("int2", List.of("0::int2", "32767::int2", "(-7)::int2"));
        samples.put("int4", List.of("0", "2147483647", "-7"));
        samples.put("int8", List.of("0::int8", "9223372036854775807", "(-7)::int8", "4294967296"));
        samples.put(
                "text",
                List.of(
                        "''::text COLLATE \"C\"",
                        "'pgbaton'::text COLLATE \"C\"",
                        "pg_catalog.repeat('thirteen long', 999) COLLATE \"C\""));
        samples.put("bytea", List.of("''::bytea", "'\\xdeadbeef00'::bytea"));
        samples.put("name", List.of("'pg_class'::name"));
        samples.put("char", List.of("'a'::\"char\"", "''::\"char\""));
        samples.put("bpchar", List.of("'ab '::bpchar COLLATE \"C\""));
        samples.put(
                "uuid",
                List.of(
                        "'00000000-0000-0000-0000-000000000000'::uuid",
                        "'f47ac10b-58cc-4372-a567-0e02b2c3d479'::uuid"));
        samples.put("date", List.of("'1999-12-31'::date", "'infinity'::date", "'0044-03-15 BC'::date"));
        samples.put("time", List.of("'23:59:59.999999'::time", "'24:00'::time"));
        samples.put("timetz", List.of("'12:00:00.000001+05:30'::timetz"));
        samples.put("timestamp", List.of("'2021-03-04 05:06:07.891011'::timestamp", "'-infinity'::timestamp"));
        samples.put("timestamptz", List.of("'2021-03-04 05:06:07.891011+02'::timestamptz", "'infinity'::timestamptz"));
        samples.put("float4", List.of("'-0'::float4", "'NaN'::float4", "1.5::float4"));
        samples.put("float8", List.of("'-0'::float8", "'-infinity'::float8", "0.1::float8"));
        samples.put("interval", List.of("'1 month -3 days 04:05:06.789'::interval"));
        samples.put("money", List.of("'-12.34'::money"));
        samples.put(
                "numeric",
                List.of(
                        "0::numeric",
                        "-12345678901234567890.1230",
                        "1e-20::numeric",
                        "'NaN'::numeric",
                        "100000000::numeric"));
        samples.put("oid", List.of("0::oid", "4294967295::oid"));
        samples.put("inet", List.of("'10.1.2.3/8'::inet", "'::1'::inet"));
        samples.put("cidr", List.of("'10.0.0.0/8'::cidr"));
        samples.put("macaddr", List.of("'08:00:2b:01:02:03'::macaddr"));
        samples.put("macaddr8", List.of("'08:00:2b:01:02:03:04:05'::macaddr8"));
        samples.put("pg_lsn", List.of("'16/B374D848'::pg_lsn"));
        return samples;
    }
}
