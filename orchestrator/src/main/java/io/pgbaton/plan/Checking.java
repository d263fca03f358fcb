package io.pgbaton.plan;

/** What the check does besides looking. */
public record Checking(
        @Key(
                value =
                        "Load the schema into a scratch database of the target, which is rolled back and dropped again; without it the check writes nothing",
                byDefault = "false")
        boolean rehearseSchema) {}
