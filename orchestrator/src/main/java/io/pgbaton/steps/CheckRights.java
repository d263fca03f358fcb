package io.pgbaton.steps;

import io.pgbaton.plan.LiveProbe;
import io.pgbaton.plan.Publishing;
import io.pgbaton.plan.RolePolicy;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks at the rights of every role that the upgrade uses, and whether the servers reach each other. Each missing right is
 * found together with the statement that gives it; what can be tried is tried, and then the trial decides.
 */
public final class CheckRights implements Step {
    /** From this major on, a role that is no superuser may subscribe. */
    private static final int SUBSCRIBING_IS_GRANTED = 16;
    /** From this major on, the server warns of passwords stored as md5. */
    private static final int MD5_IS_DEPRECATED = 18;

    @Override
    public String name() {
        return "check-rights";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the rights of every role that the upgrade uses");
        for (Server server : check.publishers()) {
            freezer(facts, check, server);
            publisher(facts, check, server);
            subscriber(facts, check, server.other());
        }
        tableOwners(facts, check);
        objectOwners(facts, check);
        for (Server server : check.publishers()) {
            PeerRights.replicationRole(facts, check, server);
        }
        PeerRights.readers(facts, check);
        roles(facts, check);
        new RightsTrials(facts, check).ask();
        check.publishers().forEach(server -> PeerRights.reaches(facts, check, server));
        return check.work();
    }

    private static Row user(Facts facts, Preflight check, Server server) {
        return facts.cluster(server).one("role", check.server(server).text("role"));
    }

    /** Ends clients' sessions and proves that none is left; sessions that one may not see would look like none (D.3). */
    private static void freezer(Facts facts, Preflight check, Server server) {
        Row user = user(facts, check, server);
        if (user.flag("superuser")) {
            return;
        }
        String name = user.text("name");
        if (!user.flag("sees_sessions")) {
            check.found(
                    RightsChecks.FREEZES,
                    server.word() + " role " + name,
                    "it cannot see the sessions of other roles, so that a freeze could not be proved",
                    check.cluster(server),
                    "GRANT pg_read_all_stats TO " + Identifier.quote(name));
        }
        if (!user.flag("ends_sessions")) {
            check.found(
                    RightsChecks.FREEZES,
                    server.word() + " role " + name,
                    "it may not end the sessions of other roles, which a freeze has to",
                    check.cluster(server),
                    "GRANT pg_signal_backend TO " + Identifier.quote(name));
        }
        for (Place place : check.databases(server)) {
            Row rights = facts.at(place).one("database-rights", name);
            if (!rights.flag("owns")) {
                check.found(
                        RightsChecks.FREEZES,
                        place + " role " + name,
                        "the database belongs to " + rights.text("owner")
                                + ", and only its owner may make it read-only",
                        check.cluster(server),
                        grant(rights.text("owner"), name));
            }
        }
    }

    private static void publisher(Facts facts, Preflight check, Server server) {
        Row user = user(facts, check, server);
        if (user.flag("superuser")) {
            return;
        }
        String name = user.text("name");
        if (!user.flag("replication")) {
            check.found(
                    RightsChecks.REPLICATES,
                    server.word() + " role " + name,
                    "it may not create replication slots",
                    check.cluster(server),
                    "ALTER ROLE " + Identifier.quote(name) + " REPLICATION");
        }
        if (facts.plan().publication() == Publishing.ALL_TABLES) {
            check.found(
                    RightsChecks.PUBLISHES,
                    server.word() + " role " + name,
                    "only a superuser may publish all tables at once",
                    check.cluster(server),
                    "ALTER ROLE " + Identifier.quote(name) + " SUPERUSER",
                    "set publication: listed");
        }
        check.databases(server).forEach(place -> mayCreate(facts, check, place, name, "a publication or a schema"));
    }

    private static void mayCreate(Facts facts, Preflight check, Place place, String name, String what) {
        if (!facts.at(place).one("database-rights", name).flag("may_create")) {
            check.found(
                    RightsChecks.PUBLISHES,
                    place + " role " + name,
                    "it may not create " + what + " there",
                    check.cluster(place.server()),
                    "GRANT CREATE ON DATABASE " + Identifier.quote(place.database()) + " TO " + Identifier.quote(name));
        }
    }

    private static void subscriber(Facts facts, Preflight check, Server server) {
        Row user = user(facts, check, server);
        if (user.flag("superuser")) {
            return;
        }
        String name = user.text("name");
        String subject = server.word() + " role " + name;
        if (!check.version(server).atLeast(SUBSCRIBING_IS_GRANTED)) {
            check.found(
                    RightsChecks.SUBSCRIBES,
                    subject,
                    "before PostgreSQL 16 only a superuser may subscribe"
                            + (server == Server.SOURCE ? ", as the way back needs" : ""),
                    check.cluster(server),
                    "ALTER ROLE " + Identifier.quote(name) + " SUPERUSER",
                    server == Server.SOURCE ? "set reverse.enabled: false" : "");
            return;
        }
        if (!user.flag("may_subscribe")) {
            check.found(
                    RightsChecks.SUBSCRIBES,
                    subject,
                    "it may not create subscriptions",
                    check.cluster(server),
                    "GRANT pg_create_subscription TO " + Identifier.quote(name));
        }
        if (Streams.endpoint(facts.plan(), server.other()).asSeenByPeer().password() == null) {
            check.found(
                    RightsChecks.SUBSCRIBES,
                    subject,
                    "a subscription of a role that is no superuser must carry a password",
                    "give the plan " + server.other().word() + ".replication.password");
        }
        for (String database : facts.databases()) {
            Place place = new Place(server, database);
            if (facts.exists(place)) {
                mayCreate(facts, check, place, name, "a subscription");
            } else if (!user.flag("create_db")) {
                check.found(
                        RightsChecks.SUBSCRIBES,
                        place + " role " + name,
                        "the database is missing there, and the role may not create it",
                        check.cluster(server),
                        "ALTER ROLE " + Identifier.quote(name) + " CREATEDB");
            }
        }
        // Where the database is still missing, the connection is tried out from another one.
        if (check.databases(server).size() < facts.databases().size()) {
            mayCreate(facts, check, facts.clusterPlace(server), name, "a subscription to try the connection");
        }
    }

    /** Only who can act as a table's owner may publish the table (PF-C07). */
    private static void tableOwners(Facts facts, Preflight check) {
        if (check.superuser(Server.SOURCE)) {
            return;
        }
        String role = check.server(Server.SOURCE).text("role");
        for (Place place : check.databases(Server.SOURCE)) {
            Map<String, List<Row>> owners = tables(facts, place, role).stream()
                    .filter(row -> !row.flag("owns"))
                    .collect(Collectors.groupingBy(row -> row.text("owner"), TreeMap::new, Collectors.toList()));
            owners.forEach((owner, tables) -> check.found(
                    RightsChecks.PUBLISHES,
                    place + " tables of " + owner,
                    role + " cannot act as this role, which owns " + tables.size() + " tables such as "
                            + named(tables.get(0)) + ", and so cannot publish them",
                    check.cluster(Server.SOURCE),
                    grant(owner, role)));
        }
    }

    /** Only who can become an owner may give objects to it and apply rows in its name (PF-C09). */
    private static void objectOwners(Facts facts, Preflight check) {
        if (check.superuser(Server.TARGET)) {
            return;
        }
        String role = check.server(Server.TARGET).text("role");
        Set<String> memberOf = facts.cluster(Server.TARGET).ask("memberships-of", role).stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toSet());
        for (Place place : check.databases(Server.SOURCE)) {
            for (Row row : facts.at(place).ask("object-owners")) {
                if (!memberOf.contains(row.text("owner"))) {
                    check.found(
                            RightsChecks.OWNS,
                            owner(place.database(), row.text("owner")),
                            role + " cannot act as this role, which owns " + row.text("objects")
                                    + " objects on the source such as " + row.text("example")
                                    + ", and so can neither create them nor apply rows to them",
                            check.cluster(Server.TARGET),
                            grant(row.text("owner"), role),
                            "give them to another owner on the source first");
                }
            }
        }
    }

    /** What a right to act as an owner on the target is found by. */
    static String owner(String database, String owner) {
        return new Place(Server.TARGET, database) + " owner " + owner;
    }

    /** The tables that are published, with what the role may do with them. */
    static List<Row> tables(Facts facts, Place place, String role) {
        boolean listed = facts.plan().publication() == Publishing.LISTED;
        return facts.at(place).ask("table-rights", role).stream()
                .filter(row -> !listed || !row.flag("of_extension"))
                .toList();
    }

    static String named(Row table) {
        return table.text("schema") + "." + table.text("name");
    }

    private static String grant(String group, String member) {
        return "GRANT " + Identifier.quote(group) + " TO " + Identifier.quote(member);
    }

    private static void roles(Facts facts, Preflight check) {
        Set<String> there = names(facts, Server.TARGET);
        if (facts.plan().roles() == RolePolicy.EXPECT) {
            Set<String> missing = new TreeSet<>();
            for (Place place : check.databases(Server.SOURCE)) {
                facts.at(place).ask("roles-in-use").forEach(row -> missing.add(row.text("name")));
            }
            missing.removeAll(there);
            prober(facts, check, there);
            for (String role : missing) {
                check.found(
                        RightsChecks.MISSING_ROLE,
                        "target role " + role,
                        "it owns or may use things on the source and is not on the target",
                        check.cluster(Server.TARGET),
                        "CREATE ROLE " + Identifier.quote(role),
                        "set roles: copy");
            }
            return;
        }
        Set<String> missing = new TreeSet<>(names(facts, Server.SOURCE));
        missing.removeAll(there);
        md5(facts, check, missing);
        if (!missing.isEmpty() && !check.superuser(Server.SOURCE)) {
            check.found(
                    RightsChecks.PASSWORDS,
                    "source role " + check.server(Server.SOURCE).text("role"),
                    "only a superuser may read passwords, so that these roles would come to the target without one: "
                            + few(missing),
                    "create them on the target with their passwords, or name a superuser in the plan");
        }
        if (!missing.isEmpty()
                && !check.superuser(Server.TARGET)
                && !check.server(Server.TARGET).flag("create_role")) {
            check.found(
                    RightsChecks.CREATES_ROLES,
                    "target role " + check.server(Server.TARGET).text("role"),
                    "it may not create the roles that are to be copied: " + few(missing),
                    check.cluster(Server.TARGET),
                    "ALTER ROLE " + Identifier.quote(check.server(Server.TARGET).text("role")) + " CREATEROLE");
        }
    }

    /** The live probe logs in to the target as well, as soon as it has the traffic. */
    private static void prober(Facts facts, Preflight check, Set<String> there) {
        LiveProbe probe = facts.plan().switchover().probe();
        if (probe != null && !there.contains(probe.user())) {
            check.found(
                    RightsChecks.MISSING_ROLE,
                    "target role " + probe.user(),
                    "switchover.probe logs in as it, and it is not on the target",
                    check.cluster(Server.TARGET),
                    "CREATE ROLE " + Identifier.quote(probe.user()) + " LOGIN",
                    "give it its password there; or set roles: copy");
        }
    }

    /** Only a superuser sees how passwords are stored; who is to come to 18 or later should know of those stored as md5. */
    private static void md5(Facts facts, Preflight check, Set<String> missing) {
        if (!check.superuser(Server.SOURCE) || !check.version(Server.TARGET).atLeast(MD5_IS_DEPRECATED)) {
            return;
        }
        Set<String> roles = facts.cluster(Server.SOURCE).ask("role-passwords").stream()
                .filter(row -> missing.contains(row.text("name"))
                        && String.valueOf(row.maybe("stored")).startsWith("md5"))
                .map(row -> row.text("name"))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!roles.isEmpty()) {
            check.found(RightsChecks.MD5, "source roles", few(roles));
        }
    }

    private static Set<String> names(Facts facts, Server server) {
        return facts.cluster(server).ask("roles").stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String few(Set<String> names) {
        String first = names.stream().limit(20).collect(Collectors.joining(", "));
        return names.size() <= 20 ? first : first + " and " + (names.size() - 20) + " more";
    }
}
