package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PgBouncer stands in front: it is paused, its file rewritten and reloaded, and resumed (DOMAIN D-50). */
public record PgBouncerTraffic(
        @Key("PgBouncer's admin console") Console console,

        @Key(
                value = "The file with the [databases] section that pgbaton rewrites",
                example = "/etc/pgbouncer/pgbouncer.ini")
        @NotBlank
        String configFile,

        @Key(value = "Entries of [databases] that move; the others stay as they are", example = "[orders]") @NotEmpty
        List<@Pattern(regexp = Address.NOT_BLANK, message = "must not contain a blank name") String> databases,

        @Key("Where PgBouncer reaches the old server, if not where pgbaton does") @Nullable
        Address source,

        @Key("Where PgBouncer reaches the new server, if not where pgbaton does") @Nullable
        Address target,

        @Key(
                value = "How long one try of the pause may hold clients back before they are let go again",
                byDefault = "500ms")
        @Within(min = "10ms", max = "10min")
        Duration pauseTry,

        @Key(
                value = "How often the pause is tried; all tries have to fit into switchover.freezeBudget",
                byDefault = "5")
        @Min(1)
        @Max(1000)
        int pauseTries,

        @Key(value = "How long clients run between two tries", byDefault = "500ms") @Within(min = "0ms", max = "10min")
        Duration pauseBetween)
        implements Traffic {

    /** Keeps its own copy of the entries. */
    public PgBouncerTraffic {
        databases = List.copyOf(databases);
    }

    /** Where PgBouncer reaches the source of {@code plan}. */
    public Address sourceOf(Plan plan) {
        return source != null ? source : plan.source().address();
    }

    /** Where PgBouncer reaches the target of {@code plan}. */
    public Address targetOf(Plan plan) {
        return target != null ? target : plan.target().address();
    }
}
