package io.pgbaton.engine;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Servers;
import io.pgbaton.step.Facts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The facts as the servers tell them at the moment of asking. */
record LiveFacts(
        Plan plan,
        List<String> databases,
        long passage,
        Servers servers,
        Supplier<Optional<String>> missingComparison,
        Map<Server, Row> rows,
        Set<Place> seen)
        implements Facts {
    LiveFacts(Plan plan, List<String> databases, long passage, Servers servers) {
        this(plan, databases, passage, servers, Optional::empty);
    }

    LiveFacts(
            Plan plan,
            List<String> databases,
            long passage,
            Servers servers,
            Supplier<Optional<String>> missingComparison) {
        this(
                plan,
                databases,
                passage,
                servers,
                missingComparison,
                new ConcurrentHashMap<>(),
                ConcurrentHashMap.newKeySet());
    }

    @Override
    public Optional<String> comparisonMissing() {
        return missingComparison.get();
    }

    @Override
    public Row server(Server server) {
        return rows.computeIfAbsent(server, asked -> cluster(asked).one("server"));
    }

    @Override
    public Catalog at(Place place) {
        return servers.catalog(place);
    }

    @Override
    public Catalog cluster(Server server) {
        return servers.catalog(clusterPlace(server));
    }

    @Override
    public Place clusterPlace(Server server) {
        return servers.clusterPlace(server);
    }

    /** Asked until the answer is yes: no database that was there is taken away while steps of its upgrade run. */
    @Override
    public boolean exists(Place place) {
        if (seen.contains(place)) {
            return true;
        }
        boolean there =
                !cluster(place.server()).ask("database", place.database()).isEmpty();
        if (there) {
            seen.add(place);
        }
        return there;
    }
}
