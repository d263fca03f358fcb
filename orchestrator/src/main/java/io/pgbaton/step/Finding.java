package io.pgbaton.step;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * Something that a check found.
 *
 * @param check what was looked for: id, weight, why it matters
 * @param subject what it is about, for example a table
 * @param message what is the matter and what it would lead to
 * @param remedy what to do
 * @param paste the statement that does it; null where there is none
 * @param acknowledged the reason for which the plan accepts it; null where the plan does not speak of it
 */
@JsonPropertyOrder({"id", "severity", "what", "subject", "message", "why", "remedy", "paste", "itself", "acknowledged"})
public record Finding(
        @JsonIgnore Check check,
        String subject,
        String message,
        String remedy,
        @Nullable Paste paste,
        @Nullable String acknowledged) {
    /** How much a finding weighs. */
    public enum Severity {
        /** The upgrade does not start; the plan cannot acknowledge it. */
        BLOCK,
        /** The upgrade does not start unless the plan acknowledges the finding by its id, with a reason. */
        HAZARD,
        /** Worth knowing. */
        INFO
    }

    /** A finding that the check's own remedy mends. */
    public Finding(Check check, String subject, String message) {
        this(check, subject, message, check.remedy());
    }

    /** A finding with a remedy in words. */
    public Finding(Check check, String subject, String message, String remedy) {
        this(check, subject, message, remedy, null, null);
    }

    /** The same with the plan's reason to accept it. */
    public Finding acknowledgedBecause(String reason) {
        return new Finding(check, subject, message, remedy, paste, reason);
    }

    @JsonProperty("id")
    public String id() {
        return check.id();
    }

    @JsonProperty("severity")
    public Severity severity() {
        return check.severity();
    }

    /** What was looked for, in a few words. */
    @JsonProperty("what")
    public String what() {
        return check.what();
    }

    /** Why it matters. */
    @JsonProperty("why")
    public String why() {
        return check.why();
    }

    /** What pgbaton does about it. */
    @JsonProperty("itself")
    public String itself() {
        return check.itself();
    }
}
