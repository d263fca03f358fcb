package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Whoever sends the clients to a server; told apart by the key {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PgBouncerTraffic.class, name = "pgbouncer"),
    @JsonSubTypes.Type(value = FenceTraffic.class, name = "fence")
})
public sealed interface Traffic permits PgBouncerTraffic, FenceTraffic {

    /** Whether it keeps clients waiting while the traffic is paused, so that they see no error. */
    default boolean holdsClients() {
        return true;
    }
}
