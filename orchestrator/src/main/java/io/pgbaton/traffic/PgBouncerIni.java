package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.plan.Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The text of PgBouncer's file, read by PgBouncer's own grammar. Changing an entry's host and port keeps every other byte:
 * comments, order, quoting, line ends, encoding.
 */
final class PgBouncerIni {
    private static final int DEFAULT_PORT = 5432;
    private static final String SPACE = " \t\r\n\f\u000b";

    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private boolean includes;

    /** One byte is one character here, so that what is not ASCII survives. Throws {@link TrafficException} at bad syntax. */
    PgBouncerIni(byte[] bytes) {
        this.text = new String(bytes, StandardCharsets.ISO_8859_1);
        scan();
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The names of all entries of [databases]. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        entries.forEach(entry -> names.add(entry.name));
        return names;
    }

    /** The entry of this name. Throws {@link TrafficException} if it is absent or ambiguous. */
    Entry entry(String name) {
        List<Entry> found = entries.stream().filter(e -> e.name.equals(name)).toList();
        if (found.isEmpty()) {
            throw new TrafficException("no entry " + name + " in [databases]"
                    + (includes
                            ? "; files named by %include are not rewritten: put the entry into this file, or name the file that holds it"
                            : "; the file has " + (names().isEmpty() ? "none" : String.join(", ", names()))));
        } else if (found.size() > 1) {
            throw new TrafficException("entry " + name + " is there twice, in lines " + found.get(0).line + " and "
                    + found.get(1).line + "; remove the one that does not count");
        }
        return found.get(0);
    }

    /** This text with the named entries at {@code address}. Throws {@link TrafficException} if one of them has no host. */
    PgBouncerIni pointing(Collection<String> names, Address address) {
        List<Edit> edits = new ArrayList<>();
        names.stream().distinct().map(this::entry).forEach(entry -> edits.addAll(entry.edits(address)));
        edits.sort((a, b) -> Integer.compare(b.start, a.start));
        StringBuilder changed = new StringBuilder(text);
        edits.forEach(edit -> changed.replace(edit.start, edit.end, edit.text));
        return new PgBouncerIni(changed.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void scan() {
        String section = "";
        int at = 0;
        while (true) {
            at = skip(at, SPACE);
            if (at == text.length()) {
                return;
            }
            char c = text.charAt(at);
            if (c == '#' || c == ';') {
                at = lineEnd(at);
            } else if (text.startsWith("%include", at)) {
                includes = true;
                at = lineEnd(at);
            } else if (c == '[') {
                int end = text.indexOf(']', at);
                if (end < 0 || end > lineEnd(at)) {
                    throw syntax(at);
                }
                section = text.substring(at + 1, end);
                at = end + 1;
            } else {
                at = pair(section, at);
            }
        }
    }

    private int pair(String section, int start) {
        int end = start;
        while (end < text.length() && (isWord(text.charAt(end)))) {
            end++;
        }
        int equals = skip(end, " \t");
        if (equals == text.length() || text.charAt(equals) != '=') {
            throw syntax(start);
        }
        int lineEnd = lineEnd(equals);
        if (section.equals("databases")) {
            entries.add(new Entry(text.substring(start, end), line(start), equals + 1, lineEnd));
        }
        return lineEnd;
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.-*".indexOf(c) >= 0;
    }

    private int skip(int at, String what) {
        int end = at;
        while (end < text.length() && what.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private int lineEnd(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private int line(int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }

    private TrafficException syntax(int at) {
        return new TrafficException("line " + line(at) + " is not understood, nor would PgBouncer load it; mend it");
    }

    /** A replacement of one stretch of the text. */
    private record Edit(int start, int end, String text) {}

    /** Where a value of a connection string stands. */
    private record Value(int start, int end, boolean quoted, String text) {}

    /** An entry of [databases]. */
    final class Entry {
        private final String name;
        private final int line;
        private @Nullable Value host;
        private @Nullable Value port;
        private @Nullable Value dbname;

        private Entry(String name, int line, int start, int lineEnd) {
            this.name = name;
            this.line = line;
            int end = lineEnd;
            while (end > start && SPACE.indexOf(text.charAt(end - 1)) >= 0) {
                end--;
            }
            read(start, end);
        }

        private void read(int start, int end) {
            int at = blanks(start, end);
            while (at < end) {
                int keyEnd = at;
                while (keyEnd < end && text.charAt(keyEnd) != '=' && text.charAt(keyEnd) != ' ') {
                    keyEnd++;
                }
                int equals = blanks(keyEnd, end);
                if (keyEnd == at || equals == end || text.charAt(equals) != '=') {
                    throw syntax(at);
                }
                Value value = value(blanks(equals + 1, end), end);
                keep(text.substring(at, keyEnd), value);
                at = blanks(value.end + (value.quoted ? 1 : 0), end);
            }
        }

        private Value value(int start, int end) {
            if (start < end && text.charAt(start) == '\'') {
                return quoted(start + 1, end);
            }
            int space = text.indexOf(' ', start);
            int stop = space < 0 || space > end ? end : space;
            return new Value(start, stop, false, text.substring(start, stop));
        }

        private Value quoted(int start, int end) {
            for (int at = start; at < end; at++) {
                if (text.charAt(at) == '\'') {
                    if (at + 1 == end || text.charAt(at + 1) != '\'') {
                        return new Value(
                                start, at, true, text.substring(start, at).replace("''", "'"));
                    }
                    at++;
                }
            }
            throw syntax(start);
        }

        private void keep(String key, Value value) {
            switch (key) {
                case "host" -> host = once(key, host, value);
                case "port" -> port = once(key, port, value);
                case "dbname" -> dbname = value;
                default -> {}
            }
        }

        private Value once(String key, @Nullable Value before, Value value) {
            if (before != null) {
                throw new TrafficException(
                        "entry " + name + " in line " + line + " has two values of " + key + "; remove the first");
            }
            return value;
        }

        private int blanks(int start, int end) {
            int at = start;
            while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
            return at;
        }

        /** The database on the server: the entry's own name unless it says another. */
        String database() {
            Value given = dbname;
            return given == null ? name : given.text;
        }

        /** The host as it is written; empty if there is none (PgBouncer then takes a Unix socket). */
        String host() {
            Value given = host;
            return given == null ? "" : given.text;
        }

        /** The port as it is written, or PgBouncer's default. */
        String port() {
            Value given = port;
            return given == null ? String.valueOf(DEFAULT_PORT) : given.text;
        }

        private List<Edit> edits(Address address) {
            Value oldHost = host;
            Value oldPort = port;
            if (oldHost == null) {
                throw new TrafficException("entry " + name + " in line " + line
                        + " has no host=; write the host and port of the server it is to leave");
            }
            List<Edit> edits = new ArrayList<>();
            edits.add(new Edit(oldHost.start, oldHost.end, address.host()));
            String number = String.valueOf(address.port());
            if (oldPort != null) {
                edits.add(new Edit(oldPort.start, oldPort.end, number));
            } else if (address.port() != DEFAULT_PORT) {
                int after = oldHost.end + (oldHost.quoted ? 1 : 0);
                edits.add(new Edit(after, after, " port=" + number));
            }
            return edits;
        }
    }
}
