package io.pgbaton.steps;

import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PostgresException;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Looks at what is in the way of the steps or would be left behind, and tries out pg_dump. */
public final class CheckObjects implements Step {
    @Override
    public String name() {
        return "check-objects";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at what is in the way or would be left behind");
        for (Server server : Server.values()) {
            transactions(facts, check, server);
        }
        namesTaken(facts, check);
        for (Place place : check.databases(Server.SOURCE)) {
            leftBehind(facts, check, place);
            subscriptions(facts, check, place);
            elsewhere(facts, check, place);
            dump(facts, check, place);
        }
        consumers(facts, check);
        return check.work();
    }

    /** What is open for long, and what is prepared. */
    static void transactions(Facts facts, Preflight check, Server server) {
        for (Row row : facts.cluster(server).ask("prepared-transactions")) {
            check.found(
                    ObjectChecks.PREPARED,
                    server.word() + " prepared transaction " + row.text("gid"),
                    "it has waited since " + row.text("prepared") + " (database " + row.text("database") + ", role "
                            + row.text("owner") + ")",
                    new Place(server, row.text("database")),
                    "ROLLBACK PREPARED " + Identifier.literal(row.text("gid")),
                    "COMMIT PREPARED instead, if what it did is wanted");
        }
        long age = facts.plan().check().longTransaction().toMillis();
        for (Row row : facts.cluster(server).ask("long-transactions", age)) {
            check.found(
                    ObjectChecks.LONG_TRANSACTION,
                    server.word() + " process " + row.text("pid"),
                    "role " + row.maybe("role") + " has had a writing transaction open for " + row.text("age")
                            + " in the database " + row.maybe("database") + " (" + row.maybe("state")
                            + ", application '"
                            + row.text("application") + "')",
                    check.cluster(server),
                    "SELECT pg_terminate_backend(" + row.text("pid") + ")",
                    "let it end");
        }
    }

    /** Whatever bears a name that this upgrade would give is somebody else's, or left from before. */
    private static void namesTaken(Facts facts, Preflight check) {
        for (Server server : Server.values()) {
            Set<String> slots = new HashSet<>();
            facts.cluster(server).ask("slots").forEach(row -> slots.add(row.text("name")));
            for (Stream stream : Streams.from(facts, server)) {
                for (String name : List.of(stream.slot().name(), new AuditSlot(stream).name())) {
                    if (slots.contains(name)) {
                        taken(
                                check,
                                server.word() + " slot " + name,
                                check.cluster(server),
                                "SELECT pg_drop_replication_slot('" + name + "')");
                    }
                }
            }
            for (Place place : check.databases(server)) {
                Set<String> ours = ours(facts, place);
                for (Row row : facts.at(place).ask("replication-objects")) {
                    String kind = row.text("kind");
                    if (ours.contains(kind + " " + row.text("name"))) {
                        taken(
                                check,
                                place + " " + kind + " " + row.text("name"),
                                place,
                                "DROP " + kind.toUpperCase(Locale.ROOT) + " "
                                        + Identifier.quote(row.text("name"))
                                        + (kind.equals("schema") ? " CASCADE" : ""));
                    }
                }
            }
        }
    }

    private static Set<String> ours(Facts facts, Place place) {
        Stream published = new Stream(facts.plan().name(), place.database(), place.server());
        return Set.of(
                "publication " + published.publication().name(),
                "subscription " + published.turnedRound().subscription().name(),
                "schema " + Streams.marker(facts).schema());
    }

    private static void taken(Preflight check, String subject, Place at, String sql) {
        check.found(
                ObjectChecks.TAKEN,
                subject,
                "the name that this upgrade would use is taken",
                at,
                sql,
                "give this plan another name, unless it is left from an earlier upgrade");
    }

    static void leftBehind(Facts facts, Preflight check, Place place) {
        long objects = facts.at(place).one("large-objects").number("objects");
        if (objects > 0 && !CarryLeftovers.largeObjects(facts.plan())) {
            check.found(ObjectChecks.LARGE_OBJECTS, place + " large objects", "there are " + objects);
        }
    }

    /** Its slot stays with its publisher and keeps what comes meanwhile: the target goes on where the source stopped. */
    private static void subscriptions(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("replication-objects")) {
            if (row.text("kind").equals("subscription")) {
                String alter = "ALTER SUBSCRIPTION " + Identifier.quote(row.text("name"));
                check.found(
                        ObjectChecks.SUBSCRIBER,
                        place + " subscription " + row.text("name"),
                        "the source gets rows from elsewhere by it",
                        place,
                        alter + " DISABLE;\n" + alter + " SET (slot_name = NONE);\nDROP SUBSCRIPTION "
                                + Identifier.quote(row.text("name")),
                        "do so right before the switchover, once it has taken everything, and make it anew on the target"
                                + " after it, on the same slot: " + row.text("detail"));
            }
        }
    }

    private static void elsewhere(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("foreign-servers")) {
            check.found(
                    ObjectChecks.FOREIGN_SERVER,
                    place + " foreign server " + row.text("name"),
                    "it leads by " + row.text("wrapper") + " to " + row.text("options"));
        }
        for (Row row : facts.at(place).ask("tablespaces-used")) {
            check.found(
                    ObjectChecks.TABLESPACE,
                    place + " tablespace " + row.text("name"),
                    "it holds " + row.text("objects") + " tables and indexes, or is the database's own");
        }
    }

    /** The same dump that will be loaded; it tells whether the program is there and may read everything (B-01). */
    private static void dump(Facts facts, Preflight check, Place place) {
        try {
            facts.at(place).schema();
        } catch (PostgresException e) {
            check.found(
                    ObjectChecks.DUMP,
                    place.toString(),
                    "its schema cannot be dumped: " + e.getMessage(),
                    "install pg_dump of version " + check.version(Server.TARGET)
                            + ", or grant what it says is missing");
        }
    }

    private static void consumers(Facts facts, Preflight check) {
        List<String> ours = new ArrayList<>();
        Streams.from(facts, Server.SOURCE)
                .forEach(stream -> ours.addAll(List.of(stream.slot().name(), new AuditSlot(stream).name())));
        for (Row row : facts.cluster(Server.SOURCE).ask("slots")) {
            if (!row.flag("active") && !ours.contains(row.text("name"))) {
                check.found(
                        ObjectChecks.IDLE_SLOT,
                        "source slot " + row.text("name"),
                        "nobody reads it, and it keeps " + row.maybe("retained") + " of WAL",
                        check.cluster(Server.SOURCE),
                        "SELECT pg_drop_replication_slot(" + Identifier.literal(row.text("name")) + ")",
                        "leave it, if its reader will be back soon");
            }
            // A physical slot belongs to no database.
            boolean logical = row.text("type").equals("logical");
            boolean moving = !logical || facts.databases().contains(String.valueOf(row.maybe("database")));
            if (moving && !ours.contains(row.text("name"))) {
                check.found(
                        ObjectChecks.CONSUMER,
                        "source slot " + row.text("name"),
                        logical
                                ? "somebody reads it by the plugin " + row.maybe("plugin") + " in the database "
                                        + row.maybe("database")
                                : "a standby or an archive reads it, which cannot follow the target",
                        logical
                                ? new Place(Server.TARGET, String.valueOf(row.maybe("database")))
                                : check.cluster(Server.TARGET),
                        row.text("statement"),
                        logical
                                ? "a hook on 'before open-writes' is the place for it: all of the source is on the target by then,"
                                        + " and nothing new"
                                : "after the switchover, with a new base backup");
            }
        }
    }
}
