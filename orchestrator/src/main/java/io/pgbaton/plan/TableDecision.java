package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** What is done with one table that is not to be followed by its primary key. */
public record TableDecision(
        @Key(value = "The table with its schema, in every database that has it", example = "public.log")
        @Pattern(regexp = "^[^.]+\\..+$", message = "must be the name of a table with its schema, such as public.log")
        String table,

        @Key(
                value =
                        "index: its rows are found by a unique index; full: by their whole content; pause: it is not followed,"
                                + " but copied whole while clients wait",
                example = "pause")
        By by,

        @Key(value = "The unique index that by: index takes, without its schema", example = "log_at_key")
        @Nullable
        @NotBlank
        String index) {
    /** How the rows of a table get to the other server. */
    public enum By {
        /** The index becomes the replica identity for the time of the upgrade. */
        @JsonProperty("index")
        INDEX,
        /** The table gets {@code REPLICA IDENTITY FULL}: each update searches the whole table, unless an index helps. */
        @JsonProperty("full")
        FULL,
        /** The table is not published; a switch empties it on the other server and copies it there. */
        @JsonProperty("pause")
        PAUSE
    }
}
