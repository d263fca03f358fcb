package io.pgbaton.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Programs of the operator's own move the clients. Each tells by its exit code 0 that the order is in force. */
public record CommandTraffic(
        @Key(
                value = "Sends clients to the server that PGBATON_SERVER, PGBATON_HOST and PGBATON_PORT name",
                example = "[/usr/local/bin/move-clients]")
        Program point,

        @Key("Holds clients back; without it nobody is held back, as with the fence alone") @Nullable
        Program pause,

        @Key("Lets clients through again; it is also called when a pause did not come about") @Nullable
        Program resume,

        @Key(
                "Prints source or target, where clients are sent, and paused while they are held back; without it nobody asks")
        @Nullable
        Program status,

        @Key(value = "Longest time that one call may take; then it is killed with its children", byDefault = "10s")
        @Within(min = "100ms", max = "10min")
        Duration timeout)
        implements Traffic {

    @Override
    public boolean holdsClients() {
        return pause != null;
    }
}
