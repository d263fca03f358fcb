package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, such as a distance in the WAL.
 *
 * <p>Every unit is a power of 1024; {@code kB} means 1024 bytes as it does in {@code postgresql.conf}. {@code MB} and above
 * are refused, since PostgreSQL and the rest of the world disagree about them.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    /** What a size looks like, for the JSON Schema. */
    static final String PATTERN = "^[0-9]+ ?(B|kB|KiB|MiB|GiB|TiB)$";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    /**
     * Reads {@code 512B}, {@code 64kB}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB} or {@code 1TiB}.
     *
     * @throws IllegalArgumentException if there is no number, no unit or no such unit; the message says what to write
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ByteSize parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; write for example 64KiB, 1MiB or 2GiB");
        }
        String number = written.group(1);
        String unit = written.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException(
                    "the size " + number + " needs a unit; write for example " + number + "MiB");
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(number), factor(unit)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the size " + text + " is too large", e);
        }
    }

    private static long factor(String unit) {
        String binary = unit.equals("kB") ? "KiB" : unit;
        long factor = 1;
        for (String known : UNITS) {
            if (known.equals(binary)) {
                return factor;
            }
            factor *= 1024;
        }
        throw new IllegalArgumentException("'" + unit + "' is no unit of size; use one of B, kB, KiB, MiB, GiB, TiB");
    }

    /** The size rounded to one decimal in the unit that suits it, for people: {@code 1.2 MiB}. */
    public String human() {
        int unit = 0;
        double value = bytes;
        // 1023.95 would round up to "1024.0" of the smaller unit
        while (Math.abs(value) >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The exact size with the largest unit that holds it, as {@link #parse} reads it: {@code 1536KiB}. */
    @JsonValue
    @Override
    public String toString() {
        int unit = 0;
        long value = bytes;
        while (value != 0 && value % 1024 == 0 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return value + UNITS[unit];
    }
}
