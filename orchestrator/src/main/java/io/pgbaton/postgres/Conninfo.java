package io.pgbaton.postgres;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a subscriber connects to its publisher, in libpq's keywords. Only the server stores it (superusers alone can read
 * pg_subscription.subconninfo, DOMAIN I-01); shown, its password is {@code ****}.
 */
public final class Conninfo {
    private final Map<String, String> keywords = new LinkedHashMap<>();

    /** Adds a keyword; an empty value is left out. */
    public Conninfo with(String keyword, String value) {
        if (!value.isEmpty()) {
            keywords.put(keyword, value);
        }
        return this;
    }

    /** The whole string, with its secrets. */
    public String secretText() {
        return text(keywords);
    }

    /** The whole string as it may be shown. */
    public String shownText() {
        Map<String, String> shown = new LinkedHashMap<>(keywords);
        shown.computeIfPresent("password", (keyword, value) -> "****");
        return text(shown);
    }

    private static String text(Map<String, String> keywords) {
        return keywords.entrySet().stream()
                .map(e -> e.getKey() + "='" + e.getValue().replace("\\", "\\\\").replace("'", "\\'") + "'")
                .collect(Collectors.joining(" "));
    }

    @Override
    public String toString() {
        return shownText();
    }
}
