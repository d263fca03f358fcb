package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** PgBouncer's admin console: the database {@code pgbouncer} of its own port. */
public record Console(
        @Key(value = "Host of PgBouncer", example = "pgbouncer.example.internal")
        @Pattern(regexp = Address.HOST, message = Address.HOST_MESSAGE)
        String host,

        @Key(value = "Port of PgBouncer", byDefault = "6432") @Min(1) @Max(65535)
        int port,

        @Key(value = "A user of PgBouncer's admin_users", example = "pgbouncer") @NotBlank
        String user,

        @Key(value = "Its password, by reference only", example = "${env:PGBATON_PGBOUNCER_PASSWORD}") @Nullable
        Secret password) {}
