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
    private static final int OLD_TRANSACTION_SECONDS = 60;

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
        new RoleSettings(facts, check).look();
        namesTaken(facts, check);
        for (Place place : check.databases(Server.SOURCE)) {
            leftBehind(facts, check, place);
            subscriptions(facts, check, place);
            removed(facts, check, place);
            dump(facts, check, place);
        }
        consumers(facts, check);
        return check.work();
    }

    private static void transactions(Facts facts, Preflight check, Server server) {
        for (Row row : facts.cluster(server).ask("prepared-transactions")) {
            check.block(
                    "PF-O03",
                    server.word() + " prepared transaction " + row.text("gid"),
                    "it has waited since " + row.text("prepared") + " (database " + row.text("database") + ", role "
                            + row.text("owner") + "): a slot cannot be created while it is open, and it would be lost",
                    "decide it in " + row.text("database") + ": COMMIT PREPARED or ROLLBACK PREPARED '"
                            + row.text("gid") + "'");
        }
        for (Row row : facts.cluster(server).ask("long-transactions", OLD_TRANSACTION_SECONDS)) {
            check.hazard(
                    "PF-O04",
                    server.word() + " process " + row.text("pid"),
                    "role " + row.maybe("role") + " has had a writing transaction open for " + row.text("age")
                            + " in the database " + row.maybe("database") + " (" + row.maybe("state")
                            + ", application '"
                            + row.text("application") + "'): a slot cannot be created before it ends",
                    "let it end, or run on the " + server.word() + ": SELECT pg_terminate_backend(" + row.text("pid")
                            + ")");
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
                                "run on the " + server.word() + ": SELECT pg_drop_replication_slot('" + name + "')");
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
                                "run there: DROP " + kind.toUpperCase(Locale.ROOT) + " "
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

    private static void taken(Preflight check, String subject, String remedy) {
        check.block(
                "PF-O01",
                subject,
                "the name that this upgrade would use is taken; what is not ours is neither used nor dropped",
                "if it is left from an earlier upgrade, " + remedy + "; else give this plan another name");
    }

    private static void leftBehind(Facts facts, Preflight check, Place place) {
        long objects = facts.at(place).one("large-objects").number("objects");
        if (objects > 0) {
            check.hazard(
                    "PF-R21",
                    place + " large objects",
                    "there are " + objects + ": large objects are never replicated and stay behind",
                    "move them into bytea columns, or copy them yourself while writes are stopped");
        }
    }

    private static void subscriptions(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("replication-objects")) {
            if (row.text("kind").equals("subscription")) {
                check.hazard(
                        "PF-O01-subscriber",
                        place + " subscription " + row.text("name"),
                        "the source gets rows from elsewhere by it; it does not move to the target, and after the"
                                + " switchover it would go on writing on the source",
                        "drop it before the switchover and make it anew on the target afterwards");
            }
        }
    }

    private static void removed(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("removed-features")) {
            if (check.version(Server.TARGET).atLeast((int) row.number("since"))) {
                check.block(
                        row.text("id"),
                        place + " " + row.text("subject"),
                        "PostgreSQL " + row.text("since") + " and later refuse it, and the schema would not load",
                        "replace it on the source by something that both versions know, and drop it");
            }
        }
    }

    /** The same dump that will be loaded; it tells whether the program is there and may read everything (B-01). */
    private static void dump(Facts facts, Preflight check, Place place) {
        try {
            facts.at(place).schema();
        } catch (PostgresException e) {
            check.block(
                    "B-01",
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
            boolean moving = facts.databases().contains(row.maybe("database"));
            if (row.text("type").equals("logical") && moving && !ours.contains(row.text("name"))) {
                check.info(
                        "PF-O02",
                        "source slot " + row.text("name"),
                        "whoever reads it (plugin " + row.maybe("plugin") + ", database " + row.maybe("database")
                                + ") cannot follow to the target: drain it while writes are stopped, and give it a new slot on"
                                + " the target before they are open");
            }
        }
    }
}
