package io.pgbaton.plan;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The clients read a file that says where the server is: one value of it is exchanged, and they are told to read it again.
 * Nobody is held back: as with the fence alone, each sees one error.
 */
public record FileTraffic(
        @Key(value = "The file that the clients read", example = "/etc/orders/application.yaml") @NotBlank
        String file,

        @Key("properties, yaml, env or json; without it, what the name of the file ends in") @Nullable
        FileFormat format,

        @Key(
                value = "The key whose value names the server; in YAML and JSON its path, with dots",
                example = "spring.datasource.url")
        @NotBlank
        String key,

        @Key(
                "The value that leads to the old server; without it, host and port in the value are exchanged and the rest of it stays")
        @Nullable
        @Pattern(regexp = FileTraffic.WITHOUT_PASSWORD, message = FileTraffic.LEAVE_IT_OUT)
        String source,

        @Key("The value that leads to the new server; it goes with source")
        @Nullable
        @Pattern(regexp = FileTraffic.WITHOUT_PASSWORD, message = FileTraffic.LEAVE_IT_OUT)
        String target,

        @Key("Program that makes the clients read the file again, with its arguments; no shell") @Nullable
        Program reload,

        @Key(value = "Longest time it may take", byDefault = "10s") @Within(min = "100ms", max = "10min")
        Duration timeout)
        implements Traffic {
    static final String WITHOUT_PASSWORD = "(?!.*://[^/]*:[^/]*@)(?!.*(?i:password)=).*";
    static final String LEAVE_IT_OUT =
            "must not hold a password: leave source and target out, and host and port alone are exchanged";

    @Override
    public boolean holdsClients() {
        return false;
    }
}
