package io.pgbaton.postgres;

import java.util.Locale;

/**
 * The only way a name or a text value gets into a statement (DOMAIN I-05). Names are always quoted, so that a reserved
 * word, a capital or a space never changes the meaning of a statement.
 */
public final class Identifier {
    /** PostgreSQL cuts names after this many bytes. */
    private static final int MAX_BYTES = 63;

    private Identifier() {}

    /** {@code name} as a quoted SQL identifier; throws {@link IllegalArgumentException} for an empty name or one with NUL. */
    public static String quote(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not a PostgreSQL name: '" + name + "'");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code value} as an SQL literal that means the same whatever standard_conforming_strings says. */
    public static String literal(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a NUL character cannot be part of an SQL text");
        }
        String doubled = value.replace("'", "''");
        return value.indexOf('\\') >= 0 ? " E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }

    /**
     * A name of lower-case letters, digits and underscores, at most 63 bytes, made from {@code parts}: what a slot name
     * may be. A part that had to change gets a short hash behind it, so that two databases never share a slot.
     */
    public static String plain(String... parts) {
        StringBuilder name = new StringBuilder();
        for (String part : parts) {
            String kept = part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
            boolean same = kept.equals(part) || kept.equals(part.replace('-', '_'));
            name.append(name.isEmpty() ? "" : "_")
                    .append(same ? kept : kept + "_" + Integer.toHexString(part.hashCode()));
        }
        if (name.length() <= MAX_BYTES) {
            return name.toString();
        }
        String hash = "_" + Integer.toHexString(name.toString().hashCode());
        return name.substring(0, MAX_BYTES - hash.length()) + hash;
    }
}
