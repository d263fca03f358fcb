package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Servers;

/** Makes the hands for a plan: connections to both servers, and whoever sends the clients. */
public interface Workshop {
    /** The servers of the plan; to be closed by the caller. */
    Servers servers(Plan plan);

    /** Whoever sends the clients; to be closed by the caller. */
    Traffic traffic(Plan plan);

    /**
     * The watchdog of a run, not started yet; to be closed by the caller when everything else is.
     *
     * @param epoch the claim of the run that it watches
     */
    Watchdog watchdog(Plan plan, long epoch);

    /** The live probe of the plan, or none; it has not begun. To be closed by the caller. */
    LiveProbe probe(Plan plan);

    /** Whoever the plan wants to be asked at the edges of the upgrade; asks nobody yet. */
    Hooks hooks(Plan plan);

    /** The way to a person, the same at every call; none unless a workshop says otherwise. */
    default Questions questions() {
        return new Questions();
    }
}
