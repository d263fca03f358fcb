package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Whoever sends the clients to a server; told apart by the key {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PgBouncerTraffic.class, name = "pgbouncer"),
    @JsonSubTypes.Type(value = FenceTraffic.class, name = "fence"),
    @JsonSubTypes.Type(value = FileTraffic.class, name = "file"),
    @JsonSubTypes.Type(value = CommandTraffic.class, name = "command"),
    @JsonSubTypes.Type(value = HaproxyTraffic.class, name = "haproxy"),
    @JsonSubTypes.Type(value = ManualTraffic.class, name = "manual")
})
public sealed interface Traffic
        permits PgBouncerTraffic, FenceTraffic, FileTraffic, CommandTraffic, HaproxyTraffic, ManualTraffic {

    /** Whether it keeps clients from the servers while the traffic is paused. */
    default boolean holdsClients() {
        return true;
    }

    /** Whether it does so without an error: clients that are there already wait as well. */
    default boolean sparesErrors() {
        return holdsClients();
    }
}
