package io.pgbaton.plan;

import java.time.Duration;

/** What the check does besides looking. */
public record Checking(
        @Key(
                value =
                        "Load the schema into a scratch database of the target, which is rolled back and dropped again, and compare it with the source's",
                byDefault = "false")
        boolean rehearseSchema,

        @Key(value = "A writing transaction that is open for longer is found", byDefault = "1min")
        @Within(min = "1ms", max = "1d")
        Duration longTransaction) {}
