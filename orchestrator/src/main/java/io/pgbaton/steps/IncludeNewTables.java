package io.pgbaton.steps;

import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Publication;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the tables into the replication that were created on both servers since it began, and waits until they are copied: a
 * subscription skips what it does not know without a word (DOMAIN LAW-2).
 */
public final class IncludeNewTables implements Step {
    private final Server publisher;

    public IncludeNewTables(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "include-new-tables";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work =
                Work.intending("Take the tables into the replication that both servers have since it began");
        for (Stream stream : Streams.from(facts, publisher)) {
            if (facts.exists(stream.publisherPlace()) && facts.exists(stream.subscriberPlace())) {
                include(facts, work, stream);
            }
        }
        return work.build();
    }

    private static void include(Facts facts, Work.Builder work, Stream stream) {
        Catalog subscriber = facts.at(stream.subscriberPlace());
        Set<TableName> followed = new HashSet<>();
        subscriber.ask("subscribed-tables", stream.subscription().name()).forEach(row -> followed.add(name(row)));
        if (followed.isEmpty()) {
            return;
        }
        Set<TableName> there = new HashSet<>();
        subscriber.ask("tables").forEach(row -> there.add(name(row)));
        TreeSet<TableName> fresh = new TreeSet<>(java.util.Comparator.comparing(TableName::toString));
        for (Row table : facts.at(stream.publisherPlace()).ask("tables")) {
            TableName name = name(table);
            if (SetReplicaIdentity.published(facts.plan(), table) && !followed.contains(name) && there.contains(name)) {
                fresh.add(name);
                identity(work, table);
            }
        }
        if (!fresh.isEmpty()) {
            follow(facts, work, stream, List.copyOf(fresh));
        }
    }

    private static TableName name(Row row) {
        return new TableName(row.text("schema"), row.text("name"));
    }

    /** Set by a switch, an identity would be taken back with it, and the table would stay published without one. */
    private static void identity(Work.Builder work, Row table) {
        if (Set.of("pk", "index", "full").contains(table.text("verdict"))) {
            return;
        }
        String candidate = table.maybe("candidate");
        String identity = candidate == null ? "FULL" : "USING INDEX " + Identifier.quote(candidate);
        work.finding(new Finding(
                TableChecks.KEYLESS,
                name(table).toString(),
                "this new table has nothing to tell its rows apart by: UPDATE and DELETE fail on it once it is published",
                "give it a primary key on both servers, or run on both: ALTER TABLE "
                        + name(table).sql() + " REPLICA IDENTITY " + identity));
    }

    private static void follow(Facts facts, Work.Builder work, Stream stream, List<TableName> fresh) {
        for (TableName table : fresh) {
            work.requires(Probe.holds(
                            stream.subscriberPlace(),
                            "the new table " + table + " is empty on the "
                                    + stream.subscriber().word(),
                            "SELECT NOT EXISTS (SELECT FROM " + table.sql() + ")")
                    .orElse("TRUNCATE it there: its rows are copied from the "
                            + stream.publisher().word()));
        }
        if (facts.plan().publication() == io.pgbaton.plan.Publishing.LISTED) {
            publish(work, stream, fresh);
            if (facts.plan().reverse().enabled()) {
                publish(work, stream.turnedRound(), fresh);
            }
        }
        String names = "the new tables of " + stream.database();
        work.move(Change.ensures(
                        "follow " + names,
                        stream.subscriberPlace(),
                        stream.subscription().refresh(),
                        followed(stream, fresh),
                        Undo.needless("both servers have these tables, and they are replicated like all others")))
                .move(Await.until(
                        "copy of " + names,
                        stream.subscription()
                                .ready(stream.subscriberPlace())
                                .orElse("look into the log of the "
                                        + stream.subscriber().word() + " for the table that does not get ready"),
                        facts.plan().copy().timeout()));
    }

    private static void publish(Work.Builder work, Stream stream, List<TableName> fresh) {
        Publication publication = stream.publication();
        Place at = stream.publisherPlace();
        for (TableName table : fresh) {
            work.move(Change.ensures(
                    "publish " + table + " on the " + at.server().word() + " in " + at.database(),
                    at,
                    publication.add(table),
                    publication.publishes(at, table),
                    Undo.needless("it goes with the publication")));
        }
    }

    private static Probe.Holds followed(Stream stream, List<TableName> fresh) {
        List<String> each = fresh.stream()
                .map(table -> "pg_catalog.to_regclass(" + Identifier.literal(table.sql()) + ")")
                .toList();
        return Probe.holds(
                stream.subscriberPlace(),
                "the subscription " + stream.subscription().name() + " knows "
                        + String.join(
                                ", ", fresh.stream().map(TableName::toString).toList()),
                "SELECT count(*) = " + fresh.size() + " FROM pg_catalog.pg_subscription s"
                        + " JOIN pg_catalog.pg_subscription_rel r ON r.srsubid = s.oid WHERE s.subname = "
                        + Identifier.literal(stream.subscription().name())
                        + " AND s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())"
                        + " AND r.srrelid IN (" + String.join(", ", each) + ")");
    }
}
