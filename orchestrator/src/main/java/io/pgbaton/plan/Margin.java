package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How far each sequence is set ahead, in its own increments; in YAML a whole number or {@code auto}.
 *
 * @param increments null for as many as the sequence's measured rate asks for
 */
public record Margin(@Nullable Long increments) {
    /** What a margin looks like that is not a number, for the JSON Schema. */
    static final String AUTO = "auto";

    /**
     * Reads {@code 1000} or {@code auto}.
     *
     * @throws IllegalArgumentException if it is neither; the message says what to write
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Margin parse(String text) {
        if (text.equals(AUTO)) {
            return new Margin(null);
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no margin; write a whole number of increments, at least 0, or auto");
        }
        return new Margin(Long.parseLong(text));
    }

    @JsonValue
    Object written() {
        return increments == null ? AUTO : increments;
    }

    /** As the plan writes it. */
    @Override
    public String toString() {
        return written().toString();
    }
}
