package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/** One of the two clusters: how pgbaton reaches it, and how the other cluster does. */
public record Endpoint(
        @Key(value = "Name or address of the host; not of a pooler", example = "old-db.example.internal")
        @Pattern(regexp = Address.HOST, message = Address.HOST_MESSAGE)
        String host,

        @Key(value = "Port of the server", byDefault = "5432") @Min(1) @Max(65535)
        int port,

        @Key(value = "Role that pgbaton works as", example = "postgres") @NotBlank
        String user,

        @Key(value = "Its password, by reference only", example = "${env:PGBATON_SOURCE_PASSWORD}") @Nullable
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

        @Key(
                value = "Refuse any other cluster than the one with this system identifier (pg_control_system())",
                example = "\"7301234567890123456\"")
        @Nullable
        @Pattern(regexp = "^[0-9]{1,20}$", message = "must be decimal digits, as pg_control_system() prints them")
        String systemIdentifier,

        @Key(value = "Database to connect to for what concerns the whole cluster", byDefault = "postgres") @NotBlank
        String maintenanceDatabase,

        @Key("How the other server reaches this one; what is absent is as above")
        Replication replication) {

    /** Where this server listens. */
    public Address address() {
        return new Address(host, port);
    }

    /**
     * How the other server connects to this one to replicate from it: what {@code replication} says, the rest as pgbaton
     * connects itself. The password of {@link #user} is never lent to another role, nor used beside a passfile.
     */
    public PeerAddress asSeenByPeer() {
        boolean ownPassword = replication.user() == null && replication.passfile() == null;
        return new PeerAddress(
                or(replication.host(), host),
                or(replication.port(), port),
                or(replication.user(), user),
                replication.password() != null ? replication.password() : ownPassword ? password : null,
                or(replication.sslmode(), sslmode),
                replication.sslrootcert() != null ? replication.sslrootcert() : sslrootcert,
                replication.passfile());
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given != null ? given : otherwise;
    }
}
