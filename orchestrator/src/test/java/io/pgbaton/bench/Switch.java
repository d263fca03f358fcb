package io.pgbaton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A switch as pgbaton's history tells it; times are microseconds since 1970.
 *
 * @param direction "over" or "back"; "backed out" for one that was undone
 * @param pauseMillis how long pgbaton says that clients were held back
 * @param parts the steps of the pause with their milliseconds, in the order in which they ended; they may have run side by side
 */
record Switch(String direction, long beganMicros, long endedMicros, double pauseMillis, Map<String, Double> parts) {

    static final String BACKED_OUT = "backed out";

    boolean backedOut() {
        return direction.equals(BACKED_OUT);
    }

    /** The switches in what {@code pgbaton events NAME --json} printed, oldest first. */
    static List<Switch> read(Path events) throws IOException {
        var switches = new ArrayList<Switch>();
        var json = JsonMapper.builder().build();
        long began = 0;
        Map<String, Double> parts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(events)) {
            JsonNode event = json.readTree(line);
            JsonNode detail = event.path("detail");
            long at = micros(event.path("at").asString());
            switch (event.path("kind").asString()) {
                case "FREEZE_BEGAN" -> {
                    began = at;
                    parts = new LinkedHashMap<>();
                }
                case "STEP_DONE" ->
                    parts.merge(step(event), detail.path("millis").asDouble(), Double::sum);
                case "FREEZE_ENDED" -> {
                    switches.add(new Switch(
                            detail.path("direction").asString(),
                            began,
                            at,
                            detail.path("pauseMillis").asDouble(),
                            parts));
                    parts = new LinkedHashMap<>();
                }
                case "BACKED_OUT" ->
                    switches.add(new Switch(
                            BACKED_OUT, began, at, detail.path("heldBackMillis").asDouble(), parts));
                default -> {}
            }
        }
        return switches;
    }

    private static String step(JsonNode event) {
        String message = event.path("message").asString();
        return message.contains(": ") ? message.substring(0, message.indexOf(": ")) : message;
    }

    private static long micros(String at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(at));
    }
}
