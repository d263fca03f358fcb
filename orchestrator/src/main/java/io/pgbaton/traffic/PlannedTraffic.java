package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import java.nio.file.Path;
import java.util.List;

/** Who sends the clients of a plan to a server. */
public final class PlannedTraffic {
    private PlannedTraffic() {}

    /** The traffic that the plan names; {@code psql} is the program that talks to PgBouncer's console. Asks nobody yet. */
    public static Traffic of(Plan plan, Path psql) {
        List<Traffic> all =
                plan.traffic().stream().map(traffic -> one(plan, traffic, psql)).toList();
        return all.size() == 1 ? all.get(0) : new Several(all);
    }

    private static Traffic one(Plan plan, io.pgbaton.plan.Traffic traffic, Path psql) {
        if (traffic instanceof PgBouncerTraffic pgbouncer) {
            return new PgBouncer(plan, pgbouncer, psql);
        }
        return new FenceOnly(plan.source().address(), plan.target().address());
    }
}
