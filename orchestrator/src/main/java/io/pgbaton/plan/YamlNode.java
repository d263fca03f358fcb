package io.pgbaton.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a YAML text that knows the line it begins on, counted from 1. */
sealed interface YamlNode {

    /** The line this piece begins on. */
    int line();

    /** How a scalar is to be understood. */
    enum Kind {
        TEXT,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }

    /** A single value, with the characters as they were written. */
    record Scalar(int line, String text, Kind kind) implements YamlNode {}

    /** Values in order. */
    record Listing(int line, List<YamlNode> items) implements YamlNode {}

    /** Keys with their values, in order; no key twice. */
    record Mapping(int line, List<Entry> entries) implements YamlNode {

        @Nullable
        Entry entry(String key) {
            return entries.stream()
                    .filter(entry -> entry.key().equals(key))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A key, the line it stands on, and its value. */
    record Entry(int line, String key, YamlNode value) {}
}
