package io.pgbaton.plan;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;

/** A host and a port. */
public record Address(
        @Key(value = "Name or address of the host", example = "10.0.0.5")
        @Pattern(regexp = Address.HOST, message = Address.HOST_MESSAGE)
        String host,

        @Key(value = "Port of the server", example = "5432") @Min(1) @Max(65535)
        int port) {

    static final String HOST = "^[A-Za-z0-9_.:%-]{1,253}$";
    static final String HOST_MESSAGE = "must be one host name or address (an IPv6 address without brackets)";
    // for keys that may be absent; @NotBlank would refuse their absence
    static final String NOT_BLANK = "[\\s\\S]*\\S[\\s\\S]*";

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
