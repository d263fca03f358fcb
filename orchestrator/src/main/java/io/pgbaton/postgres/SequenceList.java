package io.pgbaton.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sequences of one database on one server, listed while nobody waits, and the one query that reads all their positions
 * exactly while clients do.
 *
 * <p>pg_sequence_last_value(oid) takes about a microsecond but does not tell where a sequence stands that was never called;
 * reading such a sequence itself takes ten and must be planned before. From 18 on pg_get_sequence_data tells both.
 */
public final class SequenceList {
    /** The name under which the query is prepared. */
    /** Planning takes time by the square of this. */
    private static final int BATCH = 500;
    /** From this major on a function tells a sequence's position as it is. */
    private static final int TELLS_DATA = 18;

    private static final String POSITIONS =
            "(SELECT pg_catalog.string_agg(s.seqrelid || ':' || s.xmin || ':' || coalesce(%s, ''), ',')"
                    + " FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid"
                    + " WHERE c.relpersistence <> 't') AS called";
    private static final String LAST = "pg_catalog.pg_sequence_last_value(s.seqrelid)::text";
    private static final String DATA =
            LAST + ", (SELECT '!' || d.last_value FROM pg_catalog.pg_get_sequence_data(s.seqrelid) d)";

    private final Map<Long, Sequence> byOid = new HashMap<>();
    private final Map<TableName, Sequence> byName = new LinkedHashMap<>();
    private final boolean tellsData;

    private SequenceList(List<Row> rows, MajorVersion version) {
        for (Row row : rows) {
            Sequence sequence = Sequence.of(row);
            byOid.put(sequence.oid(), sequence);
            byName.put(sequence.name(), sequence);
        }
        tellsData = version.atLeast(TELLS_DATA);
    }

    /** Lists the sequences of a database and prepares the reading of their positions; throws {@link PostgresException}. */
    public static SequenceList of(Catalog catalog, MajorVersion version) {
        SequenceList list = new SequenceList(catalog.ask("sequences"), version);
        if (list.byName.values().stream().allMatch(Sequence::mayRead)) {
            catalog.prepare(list.sql());
        }
        return list;
    }

    /** Where all sequences of a database stood at one moment. @param seconds of the server's clock */
    public record Reading(Map<TableName, Sequence.Position> positions, double seconds) {}

    /** The sequences by name. */
    public Map<TableName, Sequence> sequences() {
        return byName;
    }

    /**
     * Reads where every sequence stands, in one round trip. Nothing where the list is no longer true: a sequence was
     * created, altered or reset since. Throws {@link PostgresException}, also where one was dropped.
     */
    public Optional<Reading> read(Catalog catalog) {
        return reading(catalog.query(sql()).get(0));
    }

    private String sql() {
        StringBuilder sql =
                new StringBuilder("SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float8 AS seconds, "
                        + POSITIONS.formatted(tellsData ? DATA : LAST) + ", pg_catalog.concat_ws(',', NULL");
        List<Sequence> direct = tellsData
                ? List.of()
                : byName.values().stream().filter(one -> !one.called()).toList();
        for (int at = 0; at < direct.size(); at += BATCH) {
            List<String> parts = new ArrayList<>();
            for (Sequence one : direct.subList(at, Math.min(direct.size(), at + BATCH))) {
                parts.add("SELECT " + one.oid() + " AS oid, last_value, is_called FROM "
                        + one.name().sql());
            }
            sql.append(
                            ", (SELECT pg_catalog.string_agg(u.oid || ':' || u.last_value || ':' || u.is_called, ',') FROM (")
                    .append(String.join(" UNION ALL ", parts))
                    .append(") u)");
        }
        return sql.append(") AS direct").toString();
    }

    private Optional<Reading> reading(Row row) {
        Map<Long, Sequence.Position> direct = new HashMap<>();
        for (String[] part : parts(row.maybe("direct"))) {
            direct.put(Long.parseLong(part[0]), new Sequence.Position(Long.parseLong(part[1]), part[2].equals("true")));
        }
        Map<TableName, Sequence.Position> positions = new HashMap<>();
        for (String[] part : parts(row.maybe("called"))) {
            long oid = Long.parseLong(part[0]);
            Sequence sequence = byOid.get(oid);
            Sequence.Position position = position(part[2], direct.get(oid));
            if (sequence == null || position == null || !sequence.revision().equals(part[1])) {
                return Optional.empty();
            }
            positions.put(sequence.name(), position);
        }
        return positions.size() == byName.size()
                ? Optional.of(new Reading(positions, ((Number) row.columns().get("seconds")).doubleValue()))
                : Optional.empty();
    }

    private static Sequence.@Nullable Position position(String told, Sequence.@Nullable Position direct) {
        if (told.isEmpty()) {
            return direct;
        }
        return told.startsWith("!")
                ? new Sequence.Position(Long.parseLong(told.substring(1)), false)
                : new Sequence.Position(Long.parseLong(told), true);
    }

    private static List<String[]> parts(@Nullable String text) {
        List<String[]> parts = new ArrayList<>();
        if (text != null && !text.isEmpty()) {
            for (String one : text.split(",")) {
                parts.add(one.split(":", -1));
            }
        }
        return parts;
    }
}
