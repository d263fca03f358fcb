package io.pgbaton.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the plugin pgoutput says in version 1 of its protocol, which every major since 10 speaks: transactions in the
 * order in which they were committed, each whole, values as text in UTF-8.
 */
public final class Decoding {
    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private record Relation(String name, List<String> columns) {}

    private final Map<Integer, Relation> relations = new HashMap<>();
    private final List<ChangedRows> transactions = new ArrayList<>();
    private List<ChangedRow> rows = new ArrayList<>();
    private @Nullable String end;

    private Decoding() {}

    /**
     * The transactions that changed rows.
     *
     * @param messages rows with the columns {@code x} (transaction id) and {@code data} (one message), as the slot gave them
     */
    public static List<ChangedRows> of(List<Row> messages) {
        return read(messages).transactions;
    }

    /** Where the last of the transactions ends, whatever it changed; null where there is none. */
    public static @Nullable String end(List<Row> messages) {
        return read(messages).end;
    }

    private static Decoding read(List<Row> messages) {
        Decoding decoding = new Decoding();
        for (Row message : messages) {
            Object data = message.columns().get("data");
            if (!(data instanceof byte[])) {
                throw new IllegalStateException("a change without data: " + message);
            }
            decoding.read(message.number("x"), ByteBuffer.wrap((byte[]) data));
        }
        return decoding;
    }

    private void read(long xid, ByteBuffer message) {
        switch (message.get()) {
            case 'B':
                rows = new ArrayList<>();
                break;
            case 'R':
                relation(message);
                break;
            case 'I':
                row("INSERT", message);
                break;
            case 'U':
                row("UPDATE", message);
                break;
            case 'D':
                row("DELETE", message);
                break;
            case 'T':
                truncate(message);
                break;
            case 'C':
                commit(xid, message);
                break;
            default:
            // O origin, Y type, M message: nothing of a row.
        }
    }

    private void commit(long xid, ByteBuffer message) {
        message.get();
        String lsn = lsn(message.getLong());
        String behind = lsn(message.getLong());
        end = behind;
        if (!rows.isEmpty()) {
            transactions.add(
                    new ChangedRows(xid, lsn, behind, POSTGRES_EPOCH.plus(message.getLong(), ChronoUnit.MICROS), rows));
        }
        rows = new ArrayList<>();
    }

    private void relation(ByteBuffer message) {
        int id = message.getInt();
        String schema = text(message);
        String name = (schema.isEmpty() ? "pg_catalog" : schema) + "." + text(message);
        message.get();
        int count = message.getShort();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            message.get();
            columns.add(text(message));
            message.getInt();
            message.getInt();
        }
        relations.put(id, new Relation(name, columns));
    }

    private void truncate(ByteBuffer message) {
        int count = message.getInt();
        message.get();
        for (int i = 0; i < count; i++) {
            rows.add(new ChangedRow("TRUNCATE", relation(message.getInt()).name(), Map.of(), Map.of()));
        }
    }

    private void row(String kind, ByteBuffer message) {
        Relation relation = relation(message.getInt());
        Map<String, @Nullable String> before = Map.of();
        Map<String, @Nullable String> after = Map.of();
        while (message.hasRemaining()) {
            byte part = message.get();
            Map<String, @Nullable String> tuple = tuple(relation, message);
            if (part == 'N') {
                after = tuple;
            } else {
                if (part == 'K') {
                    // Only the key is there; every other column comes as null.
                    tuple.values().removeIf(java.util.Objects::isNull);
                }
                before = tuple;
            }
        }
        rows.add(new ChangedRow(kind, relation.name(), before, after));
    }

    /** One that the log told nothing of is shown by its number. */
    private Relation relation(int id) {
        return relations.getOrDefault(id, new Relation("table " + Integer.toUnsignedString(id), List.of()));
    }

    private static Map<String, @Nullable String> tuple(Relation relation, ByteBuffer message) {
        int count = message.getShort();
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String column = i < relation.columns().size() ? relation.columns().get(i) : "column " + (i + 1);
            switch (message.get()) {
                case 'n':
                    values.put(column, null);
                    break;
                case 'u':
                    // A large value that did not change is not in the log.
                    break;
                default:
                    byte[] value = new byte[message.getInt()];
                    message.get(value);
                    values.put(column, new String(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            // up to the zero
        }
        return new String(
                message.array(), message.arrayOffset() + start, message.position() - start - 1, StandardCharsets.UTF_8);
    }

    private static String lsn(long position) {
        return String.format(Locale.ROOT, "%X/%X", position >>> 32, position & 0xFFFF_FFFFL);
    }
}
