package io.pgbaton.plan;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
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
        Address target)
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
