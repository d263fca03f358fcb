package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address under which the other server reaches this one, and the role its subscription logs in as. What is null is as
 * the endpoint says; {@link Endpoint#asSeenByPeer()} has it all.
 */
public record Replication(
        @Key(value = "Host, if the other server needs another name or address for it", example = "10.0.0.5")
        @Nullable
        @Pattern(regexp = Address.HOST, message = Address.HOST_MESSAGE)
        String host,

        @Key(value = "Port, if the other server needs another one", example = "5432") @Nullable @Min(1) @Max(65535)
        Integer port,

        @Key(value = "Role with REPLICATION that the subscription logs in as", example = "replicator")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String user,

        @Key(
                value = "Its password, by reference only; the other server stores it in pg_subscription",
                example = "${env:PGBATON_REPLICATION_PASSWORD}")
        @Nullable
        Secret password,

        @Key(value = "How that connection is encrypted", example = "verify-full") @Nullable
        SslMode sslmode,

        @Key(
                value = "File with trusted certificate authorities, on the other server's host",
                example = "/etc/ssl/pg-ca.crt")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String sslrootcert,

        @Key(
                value = "Password file on the other server's host, instead of a password",
                example = "/var/lib/postgresql/.pgpass")
        @Nullable
        @Pattern(regexp = Address.NOT_BLANK, message = "must not be blank")
        String passfile) {

    /** Everything as the endpoint says. */
    public static Replication asEndpoint() {
        return new Replication(null, null, null, null, null, null, null);
    }
}
