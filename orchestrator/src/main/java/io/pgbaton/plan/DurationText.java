package io.pgbaton.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a duration is written in a plan: a whole number and its unit, in PostgreSQL's spelling ({@code 5min}). */
public final class DurationText {

    /** What a duration looks like, for the JSON Schema. */
    static final String PATTERN = "^[0-9]+ ?(ms|s|min|h|d)$";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,15}) ?([A-Za-zµ]*)");
    private static final Map<String, Duration> UNITS = units();

    private DurationText() {}

    /**
     * Reads {@code 200ms}, {@code 10s}, {@code 5min}, {@code 2h} or {@code 1d}.
     *
     * @throws IllegalArgumentException if there is no number, no unit or no such unit; the message says what to write
     */
    public static Duration parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration; write for example 200ms, 10s, 5min, 2h or 1d");
        }
        String number = written.group(1);
        String unit = written.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException(
                    "the duration " + number + " needs a unit; write for example " + number + "s or " + number + "min");
        }
        Duration one = UNITS.get(unit);
        if (one == null) {
            throw new IllegalArgumentException(
                    "'" + unit + "' is no unit of time; use one of " + String.join(", ", UNITS.keySet()));
        }
        try {
            return Duration.ofMillis(Math.multiplyExact(one.toMillis(), Long.parseLong(number)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the duration " + text + " is too long", e);
        }
    }

    /** Writes a duration with the largest unit that holds it exactly; what is below a millisecond is dropped. */
    public static String print(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        }
        List<String> largestFirst = new ArrayList<>(UNITS.keySet());
        Collections.reverse(largestFirst);
        for (String unit : largestFirst) {
            long size = UNITS.get(unit).toMillis();
            if (millis % size == 0) {
                return millis / size + unit;
            }
        }
        return millis + "ms";
    }

    private static Map<String, Duration> units() {
        Map<String, Duration> units = new LinkedHashMap<>();
        units.put("ms", Duration.ofMillis(1));
        units.put("s", Duration.ofSeconds(1));
        units.put("min", Duration.ofMinutes(1));
        units.put("h", Duration.ofHours(1));
        units.put("d", Duration.ofDays(1));
        return units;
    }
}
