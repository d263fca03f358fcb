package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Somebody who is asked, or told, at an edge of a phase or of a step of the switch. */
public record Hook(
        @Key(
                value = "The edge: before or after a phase or a step of the switch, or of each (*)",
                example = "before switching-over")
        @Pattern(
                regexp = "^(before|after) (\\*|[a-z]+(-[a-z]+)*)$",
                message = "must be before or after, and a phase, a step of the switch, or *")
        String on,

        @Key(value = "A program and its arguments; no shell", example = "[/usr/local/bin/page-me, --channel, dba]")
        @Nullable
        Program run,

        @Key(
                value = "An address that is sent the occasion by POST as JSON",
                example = "https://ops.example.internal/hook")
        @Nullable
        @Pattern(
                regexp = "^https?://[^\\s@/]+(/\\S*)?$",
                message = "must be an http or https address without a user or a password in it")
        String webhook,

        @Key(value = "Bearer token for the webhook, by reference only", example = "${env:PGBATON_HOOK_TOKEN}") @Nullable
        Secret token,

        @Key(value = "How long it may take; then it is ended and counts as failed", byDefault = "5s")
        @Within(min = "10ms", max = "1h")
        Duration timeout,

        @Key(
                value =
                        "veto: a failure stops what would come next; warn: it is only told. Absent: veto where it is possible",
                example = "veto")
        @Nullable
        OnFailure onFailure) {
    /** What a hook's failure means. */
    public enum OnFailure {
        /** What would come next does not happen. */
        @JsonProperty("veto")
        VETO,
        /** It is told in the history. */
        @JsonProperty("warn")
        WARN
    }

    /** The word of {@link #on} before the blank. */
    public String side() {
        return on.substring(0, on.indexOf(' '));
    }

    /** The phase or step that {@link #on} names; {@code *} for each. */
    public String of() {
        return on.substring(on.indexOf(' ') + 1);
    }

    /** For people: the program, or the address. */
    public String name() {
        return run != null ? run.words().get(0) : String.valueOf(webhook);
    }
}
