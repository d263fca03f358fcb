package io.pgbaton.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one can go back to the server that had the traffic before, now and without losing a row.
 *
 * @param possible whether a switch in the other direction would get there
 * @param obstacles why not, and what to do
 * @param lost what only the server with the traffic has and the other one does not take; empty for nothing
 * @param carried what only a switch takes to the other server: going there without one would lose what was written in it since
 * @param warnings what does not keep one from going back, and should be seen to
 * @param strays what somebody wrote on the fenced server, row by row
 */
public record WayBack(
        boolean possible,
        List<String> obstacles,
        List<String> lost,
        List<String> carried,
        List<String> warnings,
        List<String> strays,
        List<Following> databases) {
    public WayBack {
        obstacles = List.copyOf(obstacles);
        lost = List.copyOf(lost);
        carried = List.copyOf(carried);
        warnings = List.copyOf(warnings);
        strays = List.copyOf(strays);
        databases = List.copyOf(databases);
    }

    /**
     * How one database is followed. A figure is null where it could not be asked.
     *
     * @param lagBytes WAL that the follower has not confirmed
     * @param lagSeconds how far it is behind; null also while there is nothing to measure
     * @param worker process of the apply worker; null while none runs
     * @param errors how often applying has failed; null before PostgreSQL 15, which does not count
     * @param retainedBytes WAL that the server with the traffic keeps for it
     * @param limitBytes beyond which the server keeps no more; null for no limit
     */
    public record Following(
            String database,
            @Nullable Long lagBytes,
            @Nullable Double lagSeconds,
            @Nullable Long worker,
            @Nullable Long errors,
            @Nullable Long retainedBytes,
            @Nullable Long limitBytes) {}
}
