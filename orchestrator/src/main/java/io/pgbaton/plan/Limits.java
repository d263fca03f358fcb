package io.pgbaton.plan;

import java.time.Duration;

/** How long single things may take before they count as failed. */
public record Limits(
        @Key(value = "To connect to a server", byDefault = "10s") @Within(min = "100ms", max = "10min")
        Duration connectTimeout,

        @Key(value = "To get a lock; short, since others queue behind the one who waits", byDefault = "5s")
        @Within(min = "10ms", max = "1h")
        Duration lockTimeout,

        @Key(value = "For one statement; the copy, index builds and ANALYZE have copy.timeout", byDefault = "30min")
        @Within(min = "1s", max = "30d")
        Duration statementTimeout,

        @Key(value = "How long a lost server is waited for", byDefault = "2min") @Within(min = "0s", max = "1d")
        Duration reconnect) {}
