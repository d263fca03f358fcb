package io.pgbaton.engine;

import io.pgbaton.engine.Journal.EventEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of the comparison of both servers as they were at a switch (DOMAIN G-03).
 *
 * @param text for people: the outcome, or why there is none
 */
public record AtSwitch(State state, String text) {
    /** What is known of it. */
    public enum State {
        /** A process holds what both servers showed. */
        UNDER_WAY,
        SAME,
        UNDECIDED,
        DIFFERENT,
        /** What both servers showed could not be held, or is held no more. */
        NOT_MADE
    }

    /** The kind of event that tells why there is no comparison. */
    static final String NOT_COMPARED = "NOT_COMPARED";
    /** In the detail of the end of a freeze: whether the plan wants a comparison of what was there then. */
    static final String WANTED = "comparedAtSwitch";

    static final String PASSAGE = "passage";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param ended the event of the end of the switch's freeze
     * @param events the whole history
     * @param latest the passage of the upgrade as it is now
     * @param goesOn in a sentence that the comparison of that passage goes on, asked before the history was read; null if not
     * @return null where the plan does not want one
     */
    static @Nullable AtSwitch of(EventEntry ended, List<EventEntry> events, long latest, @Nullable String goesOn) {
        JsonNode detail = JSON.readTree(ended.detail());
        if (!detail.path(WANTED).asBoolean(false)) {
            return null;
        }
        long passage = detail.path(PASSAGE).asLong();
        for (EventEntry event : events) {
            AtSwitch outcome = outcome(event, passage);
            if (outcome != null) {
                return outcome;
            }
        }
        return goesOn == null || passage != latest
                ? new AtSwitch(
                        State.NOT_MADE,
                        "both servers were not compared as they were at the switch: the process that held what they"
                                + " showed ended before it had compared it")
                : new AtSwitch(State.UNDER_WAY, goesOn);
    }

    private static @Nullable AtSwitch outcome(EventEntry event, long passage) {
        boolean compared = event.kind().equals(Comparison.COMPARED);
        if (!compared && !event.kind().equals(NOT_COMPARED)) {
            return null;
        }
        JsonNode detail = JSON.readTree(event.detail());
        if (detail.path(PASSAGE).asLong(-1) != passage) {
            return null;
        }
        if (!compared) {
            return new AtSwitch(State.NOT_MADE, event.message());
        }
        if (!detail.path("basis").asString().equals(Comparison.Basis.AT_SWITCH.name())) {
            return null;
        }
        return new AtSwitch(State.valueOf(detail.path("verdict").asString()), event.message());
    }
}
