package io.pgbaton.plan;

import org.jspecify.annotations.Nullable;

/**
 * What one server needs to connect to the other. Both files are paths on the connecting server's host; there is a password,
 * or a passfile, or neither (DOMAIN I-02).
 */
public record PeerAddress(
        String host,
        int port,
        String user,
        @Nullable Secret password,
        SslMode sslmode,
        @Nullable String sslrootcert,
        @Nullable String passfile) {}
