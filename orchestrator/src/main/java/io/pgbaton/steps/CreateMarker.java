package io.pgbaton.steps;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.LiveProbe;
import io.pgbaton.postgres.Carried;
import io.pgbaton.postgres.LargeObjects;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PlannerStatistics;
import io.pgbaton.postgres.ProbeTable;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.List;

/** Creates the marker table on both servers; its rows come to the target by the initial copy, like any other. */
public final class CreateMarker implements Step {
    @Override
    public String name() {
        return "create-marker";
    }

    @Override
    public Work work(Facts facts) {
        Marker marker = Streams.marker(facts);
        Work.Builder work = Work.intending("Create the marker table by which draining is proved");
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            Place target = new Place(Server.TARGET, database);
            work.move(Change.creates(
                                    "create the marker in " + source,
                                    source,
                                    grants(facts, marker, Server.SOURCE, marker.createWithRows()),
                                    marker.exists(source),
                                    Undo.with(marker.drop()))
                            .untilFinish())
                    .move(Change.creates(
                                    "create the marker in " + target,
                                    target,
                                    grants(facts, marker, Server.TARGET, marker.create()),
                                    marker.exists(target),
                                    Undo.with(marker.drop()))
                            .untilFinish());
            for (Place place : List.of(source, target)) {
                probeTable(facts, work, place);
                notes(facts, work, place);
            }
        }
        return work.build();
    }

    /** Where it is noted what was carried beside replication. */
    private static void notes(Facts facts, Work.Builder work, Place place) {
        boolean statistics = AnalyzeTarget.transfers(facts.plan()) && place.server() == Server.TARGET;
        if (!CarryLeftovers.wanted(facts.plan()) && !statistics) {
            return;
        }
        Carried notes = new Carried(facts.plan().name());
        work.move(Change.creates(
                        "create the notes of what is carried in " + place,
                        place,
                        notes.create(),
                        notes.exists(place),
                        Undo.with(notes.drop()))
                .untilFinish());
        if (statistics) {
            statistics(facts, work, place.database());
        }
        if (CarryLeftovers.largeObjects(facts.plan())) {
            String name = facts.plan().name();
            work.move(Change.creates(
                            "create what large objects come through in " + place,
                            place,
                            LargeObjects.create(name),
                            LargeObjects.ready(name, place),
                            Undo.with(LargeObjects.drop(name)))
                    .untilFinish());
        }
    }

    /** What the planner's statistics come through. */
    private static void statistics(Facts facts, Work.Builder work, String database) {
        PlannerStatistics statistics = AnalyzeTarget.statistics(facts.plan(), database);
        work.move(Change.creates(
                        "create what statistics come through in " + statistics.to(),
                        statistics.to(),
                        statistics.create(),
                        statistics.exists(),
                        Undo.with(statistics.drop()))
                .untilFinish());
    }

    /** The table of the live probe, where the plan wants one: applications' changes are replicated, and so are its own. */
    private static void probeTable(Facts facts, Work.Builder work, Place place) {
        LiveProbe probe = facts.plan().switchover().probe();
        if (probe == null) {
            return;
        }
        ProbeTable table = new ProbeTable(facts.plan().name());
        Endpoint endpoint = Streams.endpoint(facts.plan(), place.server());
        Sql create = table.create();
        String peer = endpoint.asSeenByPeer().user();
        if (!peer.equals(endpoint.user())) {
            create = create.then(table.readableBy(peer));
        }
        if (!probe.user().equals(endpoint.user())) {
            create = create.then(table.grantTo(probe.user()));
        }
        work.move(Change.creates(
                        "create the live probe's table in " + place,
                        place,
                        create,
                        table.exists(place),
                        Undo.with(table.drop()))
                .untilFinish());
    }

    /** The role that the other server's subscription logs in as must be able to copy it. */
    private static Sql grants(Facts facts, Marker marker, Server server, Sql create) {
        Endpoint endpoint = Streams.endpoint(facts.plan(), server);
        String peer = endpoint.asSeenByPeer().user();
        return peer.equals(endpoint.user()) ? create : create.then(marker.grantTo(peer));
    }
}
