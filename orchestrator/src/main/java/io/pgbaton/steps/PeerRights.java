package io.pgbaton.steps;

import io.pgbaton.plan.PeerAddress;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The part of the preflight that looks at how one server logs in to the other, and what it may read there. */
final class PeerRights {
    private PeerRights() {}

    /** Whom the other server's subscription logs in as. */
    static void replicationRole(Facts facts, Preflight check, Server server) {
        PeerAddress peer = Streams.endpoint(facts.plan(), server).asSeenByPeer();
        String subject = server.word() + " role " + peer.user();
        String quoted = Identifier.quote(peer.user());
        List<Row> found = facts.cluster(server).ask("role", peer.user());
        if (found.isEmpty()) {
            check.found(
                    RightsChecks.REPLICATES,
                    subject,
                    "the role that the " + server.other().word() + " would log in as does not exist",
                    check.cluster(server),
                    "CREATE ROLE " + quoted + " LOGIN REPLICATION",
                    "give it its password there");
            return;
        }
        Row role = found.get(0);
        if (!role.flag("can_login")) {
            check.found(
                    RightsChecks.REPLICATES,
                    subject,
                    "the " + server.other().word() + " could not log in as it",
                    check.cluster(server),
                    "ALTER ROLE " + quoted + " LOGIN");
        }
        if (!role.flag("replication") && !role.flag("superuser")) {
            check.found(
                    RightsChecks.REPLICATES,
                    subject,
                    "it may not replicate",
                    check.cluster(server),
                    "ALTER ROLE " + quoted + " REPLICATION");
        }
        for (Place place : check.databases(server)) {
            if (!facts.at(place).one("database-rights", peer.user()).flag("may_connect")) {
                check.found(
                        RightsChecks.REPLICATES,
                        place + " role " + peer.user(),
                        "it may not connect to the database",
                        check.cluster(server),
                        "GRANT CONNECT ON DATABASE " + Identifier.quote(place.database()) + " TO " + quoted);
            }
        }
    }

    /** The initial copy reads every table as the replication role, and pg_dump as our own; the way back copies nothing. */
    static void readers(Facts facts, Preflight check) {
        String copier =
                Streams.endpoint(facts.plan(), Server.SOURCE).asSeenByPeer().user();
        String own = check.server(Server.SOURCE).text("role");
        for (Place place : check.databases(Server.SOURCE)) {
            Map<String, String> readers = new LinkedHashMap<>();
            readers.put(copier, "the initial copy would fail");
            readers.putIfAbsent(own, "pg_dump would fail");
            readers.forEach((user, consequence) -> CheckRights.tables(facts, place, user).stream()
                    .collect(Collectors.groupingBy(row -> row.text("schema"), TreeMap::new, Collectors.toList()))
                    .forEach((schema, tables) -> readable(check, place, user, schema, tables, consequence)));
            for (Row table : CheckRights.tables(facts, place, copier)) {
                if (table.flag("filtered")) {
                    check.found(
                            RightsChecks.HIDDEN_ROWS,
                            place + " " + CheckRights.named(table),
                            "row security would hide rows from " + copier,
                            check.cluster(Server.SOURCE),
                            "ALTER ROLE " + Identifier.quote(copier) + " BYPASSRLS");
                }
            }
        }
    }

    private static void readable(
            Preflight check, Place place, String user, String schema, List<Row> tables, String consequence) {
        String to = " TO " + Identifier.quote(user);
        List<Row> closed = tables.stream().filter(row -> !row.flag("may_read")).toList();
        boolean entered = tables.get(0).flag("may_enter");
        if (closed.isEmpty() && entered) {
            return;
        }
        String usage = "GRANT USAGE ON SCHEMA " + Identifier.quote(schema) + to;
        String select = "GRANT SELECT ON ALL TABLES IN SCHEMA " + Identifier.quote(schema) + to;
        check.found(
                RightsChecks.REPLICATES,
                place + " schema " + schema,
                user + " may not " + (entered ? "read " : "enter it, nor so read ") + (entered ? closed : tables).size()
                        + " of its tables, such as " + CheckRights.named((entered ? closed : tables).get(0))
                        + ", so that " + consequence,
                place,
                entered ? select : closed.isEmpty() ? usage : usage + ";\n" + select);
    }

    /** Asks the other server to connect as its subscriptions will. */
    static void reaches(Facts facts, Preflight check, Server publisher) {
        PeerAddress peer = Streams.endpoint(facts.plan(), publisher).asSeenByPeer();
        for (Place source : check.databases(Server.SOURCE)) {
            Place from = tried(facts, publisher.other(), source.database());
            Place to = tried(facts, publisher, source.database());
            check.requires(new Probe.Reaches(
                    from,
                    Streams.conninfo(facts.plan(), publisher, to.database()),
                    "the " + from.server().word() + " reaches " + to + " at " + peer.host() + ":" + peer.port() + " as "
                            + peer.user(),
                    "let pg_hba.conf of the " + publisher.word() + " accept " + peer.user() + " for the database "
                            + source.database() + " (not for 'replication') from the host of the "
                            + from.server().word() + ", let firewalls pass, and correct " + publisher.word()
                            + ".replication in the plan"));
        }
    }

    /** The database itself, or the maintenance database where it does not exist yet. */
    private static Place tried(Facts facts, Server server, String database) {
        Place place = new Place(server, database);
        return facts.exists(place) ? place : facts.clusterPlace(server);
    }
}
