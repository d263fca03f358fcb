package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** PostgreSQL's {@code sslmode} of a connection. */
public enum SslMode {
    /** Never encrypted. */
    @JsonProperty("disable")
    DISABLE,
    /** Encrypted only if the server insists. */
    @JsonProperty("allow")
    ALLOW,
    /** Encrypted if the server can. */
    @JsonProperty("prefer")
    PREFER,
    /** Encrypted, whoever answers. */
    @JsonProperty("require")
    REQUIRE,
    /** Encrypted, and the certificate was signed by an authority we trust. */
    @JsonProperty("verify-ca")
    VERIFY_CA,
    /** Encrypted, signed, and made out to the host we asked for. */
    @JsonProperty("verify-full")
    VERIFY_FULL;

    /** The mode as a connection string spells it, for example {@code verify-full}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
