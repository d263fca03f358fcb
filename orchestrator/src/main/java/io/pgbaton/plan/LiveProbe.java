package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A client of our own that writes and reads the way the application does, so that the pause is one that was seen. */
public record LiveProbe(
        @Key(
                value = "Where the application connects; absent: PgBouncer, or without one both servers",
                example = "pgbouncer.example.internal")
        @Nullable
        @Pattern(regexp = Address.HOST, message = Address.HOST_MESSAGE)
        String host,

        @Key(value = "Its port; absent: PgBouncer's, or 5432 beside a host of its own", example = "6432")
        @Nullable
        @Min(1)
        @Max(65535)
        Integer port,

        @Key(value = "The database, as the application names it; absent: the first one that moves", example = "orders")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String database,

        @Key(value = "Role that it logs in as, like an application; it is given its own table alone", example = "app")
        @NotBlank
        String user,

        @Key(value = "Its password, by reference only", example = "${env:PGBATON_PROBE_PASSWORD}") @Nullable
        Secret password,

        @Key(
                value = "How the connection is encrypted: disable, allow, prefer, require, verify-ca or verify-full",
                byDefault = "prefer")
        SslMode sslmode,

        @Key(
                value = "File with the certificate authorities that verify-ca and verify-full trust",
                example = "/etc/ssl/pg-ca.crt")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String sslrootcert,

        @Key(value = "How often a second it writes and reads back, all its clients together", byDefault = "300")
        @Min(10)
        @Max(5000)
        int rate,

        @Key(value = "How many clients it is", byDefault = "2") @Min(1) @Max(16)
        int clients,

        @Key(value = "How long it runs before clients are held back", byDefault = "2s")
        @Within(min = "100ms", max = "10min")
        Duration before,

        @Key(value = "How long it runs on behind the longest stall", byDefault = "2s")
        @Within(min = "100ms", max = "10min")
        Duration after,

        @Key(
                value = "How long it waits for one answer before that counts as an error; longer than freezeBudget",
                byDefault = "1min")
        @Within(min = "1s", max = "1h")
        Duration answerWithin) {}
