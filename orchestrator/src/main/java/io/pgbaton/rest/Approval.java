package io.pgbaton.rest;

import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What may stand in the body of a signal: {@code {"approve": true}}, or nothing. */
final class Approval {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SHAPE = "a signal's body is empty or {\"approve\": true}";

    private Approval() {}

    /** Whether the body approves; throws {@link RefusedException} for anything else than the one key. */
    static boolean given(String body) {
        if (body.isBlank()) {
            return false;
        }
        JsonNode node = parse(body);
        if (!node.isObject()) {
            throw new RefusedException(Problem.BODY_INVALID, SHAPE);
        }
        boolean approved = false;
        for (Map.Entry<String, JsonNode> key : node.properties()) {
            if (!key.getKey().equals("approve") || !key.getValue().isBoolean()) {
                throw new RefusedException(Problem.BODY_INVALID, SHAPE);
            }
            approved = key.getValue().booleanValue();
        }
        return approved;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new RefusedException(Problem.BODY_INVALID, "the body is not JSON; " + SHAPE);
        }
    }
}
