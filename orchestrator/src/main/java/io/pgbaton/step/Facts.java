package io.pgbaton.step;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import java.util.List;
import java.util.Optional;

/** What a step may look at: the plan, and both servers through sessions that cannot write. */
public interface Facts {
    Plan plan();

    /** The databases of this upgrade, settled when it began. */
    List<String> databases();

    /** Which passage through its phase this is, counted over the whole upgrade: names what must be new each time. */
    long passage();

    /** The catalog of one database. */
    Catalog at(Place place);

    /** The catalog of the server's maintenance database, for what belongs to the whole cluster. */
    Catalog cluster(Server server);

    /** The row of {@code server}: version, identity, our rights. It does not change while an upgrade runs. */
    default Row server(Server server) {
        return cluster(server).one("server");
    }

    /** Where cluster-wide statements run. */
    Place clusterPlace(Server server);

    /**
     * Why the comparison that the plan wants before a switch is not there; nothing if it is, if the plan wants none, or where
     * nobody can know yet.
     */
    default Optional<String> comparisonMissing() {
        return Optional.empty();
    }

    /** Whether the database exists on the server; false also where a later step will create it. */
    boolean exists(Place place);
}
