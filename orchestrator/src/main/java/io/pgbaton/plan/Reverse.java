package io.pgbaton.plan;

/** The way back: after the switchover the old server follows the new one. */
public record Reverse(
        @Key(
                value = "Keep the old server in step by reverse replication, so that one can switch back",
                byDefault = "true")
        boolean enabled,

        @Key(value = "A server that keeps more of its log than this for the way back is an alarm", byDefault = "10GiB")
        ByteSize maxRetained) {}
