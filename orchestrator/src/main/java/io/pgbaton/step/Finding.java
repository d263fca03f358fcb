package io.pgbaton.step;

/**
 * Something that a check found.
 *
 * @param id the rule it rests on, a DOMAIN id such as {@code PF-R03}, under which the plan may acknowledge a hazard. Where one
 *     rule finds a hazard besides something else, the hazard's id ends with a word, as in {@code PF-O01-subscriber}
 * @param subject what it is about, for example a table
 * @param message what is the matter and what it would lead to
 * @param remedy what to do
 */
public record Finding(Severity severity, String id, String subject, String message, String remedy) {
    /** How much a finding weighs. */
    public enum Severity {
        /** The upgrade does not start; the plan cannot acknowledge it. */
        BLOCK,
        /** The upgrade does not start unless the plan acknowledges the finding by its id, with a reason. */
        HAZARD,
        /** Worth knowing. */
        INFO
    }

    /** A finding that must be mended. */
    public static Finding block(String id, String subject, String message, String remedy) {
        return new Finding(Severity.BLOCK, id, subject, message, remedy);
    }

    /** A finding that the plan may acknowledge. */
    public static Finding hazard(String id, String subject, String message, String remedy) {
        return new Finding(Severity.HAZARD, id, subject, message, remedy);
    }

    /** A finding that only informs. */
    public static Finding info(String id, String subject, String message) {
        return new Finding(Severity.INFO, id, subject, message, "");
    }
}
