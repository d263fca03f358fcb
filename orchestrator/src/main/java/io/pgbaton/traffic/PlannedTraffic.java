package io.pgbaton.traffic;

import io.pgbaton.engine.Questions;
import io.pgbaton.engine.Traffic;
import io.pgbaton.plan.CommandTraffic;
import io.pgbaton.plan.FileTraffic;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.ManualTraffic;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import java.nio.file.Path;
import java.util.List;

/** Who sends the clients of a plan to a server. */
public final class PlannedTraffic {
    private PlannedTraffic() {}

    /**
     * The traffic that the plan names. Asks nobody yet.
     *
     * @param psql the program that talks to PgBouncer's console
     * @param questions the way to a person who moves clients by hand
     */
    public static Traffic of(Plan plan, Path psql, Questions questions) {
        List<Traffic> all = plan.traffic().stream()
                .map(traffic -> one(plan, traffic, psql, questions))
                .toList();
        return all.size() == 1 ? all.get(0) : new Several(all);
    }

    /** The same where no person can be asked. */
    public static Traffic of(Plan plan, Path psql) {
        return of(plan, psql, new Questions());
    }

    private static Traffic one(Plan plan, io.pgbaton.plan.Traffic traffic, Path psql, Questions questions) {
        if (traffic instanceof PgBouncerTraffic pgbouncer) {
            return new PgBouncer(plan, pgbouncer, psql);
        }
        if (traffic instanceof HaproxyTraffic haproxy) {
            return new Haproxy(plan, haproxy);
        }
        if (traffic instanceof FileTraffic file) {
            return new ConnectionFile(plan, file);
        }
        if (traffic instanceof CommandTraffic command) {
            return new Commands(plan, command);
        }
        if (traffic instanceof ManualTraffic manual) {
            return new Manual(plan, manual, questions);
        }
        return new FenceOnly(plan.source().address(), plan.target().address());
    }
}
