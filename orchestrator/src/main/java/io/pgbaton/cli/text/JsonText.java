package io.pgbaton.cli.text;

import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON for scripts: keys in the order of the records, times as ISO text, enums by name, absent values as null. */
public final class JsonText {
    private static final JsonMapper PRETTY = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final JsonMapper LINES = JsonMapper.builder()
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private JsonText() {}

    /** Several lines, indented. */
    public static String of(Object value) {
        return PRETTY.writeValueAsString(value);
    }

    /** One line, for streams of values. */
    public static String line(Object value) {
        return LINES.writeValueAsString(value);
    }

    /** JSON text as a value that is embedded as it stands, not as a text within a text. */
    public static Object embedded(String json) {
        return LINES.readTree(json);
    }
}
