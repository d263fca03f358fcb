package io.pgbaton.step;

import org.jspecify.annotations.Nullable;

/**
 * Something that a check found.
 *
 * @param id the rule it rests on, a DOMAIN id such as {@code PF-R03}
 * @param hazard the name under which the plan may allow it; null where nothing can allow it
 * @param subject what it is about, for example a table
 * @param message what is the matter and what it would lead to
 * @param remedy what to do
 */
public record Finding(
        Severity severity, String id, @Nullable String hazard, String subject, String message, String remedy) {
    /** How much a finding weighs. */
    public enum Severity {
        /** The upgrade does not start. */
        BLOCK,
        /** The upgrade does not start unless the plan allows the hazard by name. */
        HAZARD,
        /** Worth knowing. */
        INFO
    }

    /** A finding that must be mended. */
    public static Finding block(String id, String subject, String message, String remedy) {
        return new Finding(Severity.BLOCK, id, null, subject, message, remedy);
    }

    /** A finding that the plan may allow by the hazard's name. */
    public static Finding hazard(String id, String hazard, String subject, String message, String remedy) {
        return new Finding(Severity.HAZARD, id, hazard, subject, message, remedy);
    }

    /** A finding that only informs. */
    public static Finding info(String id, String subject, String message) {
        return new Finding(Severity.INFO, id, null, subject, message, "");
    }
}
