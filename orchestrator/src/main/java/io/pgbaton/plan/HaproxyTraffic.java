package io.pgbaton.plan;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy stands in front: its frontends accept nobody for the length of the pause, and its servers change places. It cannot
 * hold back a session that is there already: each of those ends with one error, and its client waits when it comes again.
 */
public record HaproxyTraffic(
        @Key(
                value = "HAProxy's runtime socket at level admin: a path, or host:port",
                example = "/run/haproxy/admin.sock")
        @Pattern(
                regexp = "^(/.+|[A-Za-z0-9_.:%\\[\\]-]+:[0-9]{1,5})$",
                message = "must be the path of a socket, or host:port")
        String socket,

        @Key(value = "Frontends through which clients come", example = "[postgres]") @NotEmpty
        List<@Pattern(regexp = HaproxyTraffic.NAME, message = "must be the name of a frontend") String> frontends,

        @Key(value = "The old server as HAProxy calls it, in each backend that has it", example = "[orders/old]")
        @NotEmpty
        List<@Pattern(regexp = HaproxyTraffic.SERVER, message = "must be backend/server") String> source,

        @Key(value = "The new server as HAProxy calls it, in each of these backends", example = "[orders/new]")
        @NotEmpty
        List<@Pattern(regexp = HaproxyTraffic.SERVER, message = "must be backend/server") String> target,

        @Key(
                value =
                        "hold: connections opened in the pause wait; refuse: they are refused (for HAProxy that cannot hold them safely)",
                byDefault = "hold")
        NewClients newClients,

        @Key("What the frontends' maxconn is after the pause, if not the maxconn of the whole process")
        @Nullable
        @Min(1)
        Integer maxconn,

        @Key(value = "Longest time that an answer may take", byDefault = "2s") @Within(min = "100ms", max = "1min")
        Duration timeout)
        implements Traffic {
    static final String NAME = "^[A-Za-z0-9_.:-]+$";
    static final String SERVER = "^[A-Za-z0-9_.:-]+/[A-Za-z0-9_.:-]+$";

    /** Keeps its own copies. */
    public HaproxyTraffic {
        frontends = List.copyOf(frontends);
        source = List.copyOf(source);
        target = List.copyOf(target);
    }

    @Override
    public boolean sparesErrors() {
        return false;
    }
}
