package io.pgbaton.engine;

import tools.jackson.databind.json.JsonMapper;

/** Figures of events as JSON text. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static String text(Object value) {
        return MAPPER.writeValueAsString(value);
    }
}
