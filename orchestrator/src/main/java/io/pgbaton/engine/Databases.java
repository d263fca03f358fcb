package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import java.util.ArrayList;
import java.util.List;

/** Settles which databases move. */
final class Databases {
    private Databases() {}

    /** Those named in the plan; or all, but for a maintenance database without a table of its own. */
    static List<String> of(Plan plan, Servers servers) {
        if (!plan.databases().all()) {
            return plan.databases().names();
        }
        Place cluster = servers.clusterPlace(Server.SOURCE);
        List<String> names = new ArrayList<>();
        for (Row row : servers.catalog(cluster).ask("databases")) {
            String name = row.text("name");
            boolean empty = name.equals(cluster.database())
                    && servers.catalog(cluster).ask("tables").isEmpty();
            if (!empty) {
                names.add(name);
            }
        }
        return names;
    }
}
