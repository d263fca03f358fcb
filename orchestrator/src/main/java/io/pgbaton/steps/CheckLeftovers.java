package io.pgbaton.steps;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PlannerStatistics;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Looks at what neither the dump nor replication brings along: who carries it, or what is left to do by hand. */
public final class CheckLeftovers implements Step {
    private static final List<String> ATTRIBUTES =
            List.of("superuser", "inherit", "create_role", "create_db", "can_login", "replication", "bypass_rls");

    private static final int PARAMETERS_ARE_GRANTED = 15;

    private static final String PARAMETERS = "SELECT p.parname AS parameter, coalesce(r.rolname, 'PUBLIC') AS grantee,"
            + " pg_catalog.format('GRANT %s ON PARAMETER %s TO %s%s', a.privilege_type, p.parname,"
            + " coalesce(pg_catalog.quote_ident(r.rolname), 'PUBLIC'),"
            + " CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement"
            + " FROM pg_catalog.pg_parameter_acl p CROSS JOIN LATERAL pg_catalog.aclexplode(p.paracl) a"
            + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
            + " WHERE a.grantee <> 10 ORDER BY 1, 2, 3";

    /** Settings that are lists of names, each quoted by itself. */
    private static final Set<String> LISTS =
            Set.of("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries");

    @Override
    public String name() {
        return "check-leftovers";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at what neither the dump nor replication brings along");
        for (Place place : check.databases(Server.SOURCE)) {
            carried(facts, check, place);
            largeObjects(facts, check, place);
            facts.at(place).ask("leftovers").forEach(row -> leftover(facts, check, place, row));
            database(facts, check, place);
        }
        carriers(facts, check);
        if (AnalyzeTarget.transfers(facts.plan())
                && !check.version(Server.TARGET).atLeast(PlannerStatistics.SINCE)) {
            check.found(
                    LeftoverChecks.STATISTICS,
                    "plan statistics",
                    "it says transfer, and the target is " + check.version(Server.TARGET));
        }
        roles(facts, check);
        parameters(facts, check);
        settings(facts, check);
        return check.work();
    }

    private static void largeObjects(Facts facts, Preflight check, Place place) {
        if (!CarryLeftovers.largeObjects(facts.plan())) {
            return;
        }
        long objects = facts.at(place).one("large-objects").number("objects");
        if (objects > 0) {
            check.found(
                    LeftoverChecks.COPIED_OBJECTS,
                    place + " large objects",
                    "there are " + objects
                            + ": they are copied before the pause, and those that were written since in it");
        }
        Place there = new Place(Server.TARGET, place.database());
        if (facts.exists(there) && facts.at(there).one("large-objects").number("objects") > 0) {
            check.found(
                    LeftoverChecks.OBJECTS_THERE,
                    there + " large objects",
                    "it holds large objects already",
                    there,
                    "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata");
        }
    }

    private static void carried(Facts facts, Preflight check, Place place) {
        for (CarriedTable table : CarriedTable.of(facts, place)) {
            check.found(
                    copied(table.kind()),
                    place + " " + table.name(),
                    table.kind().words() + ": its rows (" + table.bytes()
                            + (table.whole() ? " bytes" : " bytes with its own") + ") are copied while clients wait");
        }
        if (facts.plan().unloggedTables() == UnloggedTables.EMPTY) {
            CarriedTable.all(facts.plan(), facts.at(place)).stream()
                    .filter(table -> table.kind() == CarriedTable.Kind.UNLOGGED)
                    .forEach(table -> check.found(
                            LeftoverChecks.EMPTY,
                            place + " " + table.name(),
                            "it is unlogged, and will be empty on the target, as the plan says"));
        }
    }

    private static Check copied(CarriedTable.Kind kind) {
        switch (kind) {
            case UNLOGGED:
                return LeftoverChecks.COPIED_ROWS;
            case EXTENSION:
                return LeftoverChecks.COPIED_EXTENSION;
            default:
                return TableChecks.COPIED_WHOLE;
        }
    }

    /** Rows are written without the triggers that fired for them before, which takes a superuser. */
    private static void carriers(Facts facts, Preflight check) {
        if (!CarryLeftovers.wanted(facts.plan())) {
            return;
        }
        Set<Server> needed = new LinkedHashSet<>();
        for (Server publisher : check.publishers()) {
            needed.add(publisher.other());
            if (CarryLeftovers.largeObjects(facts.plan())) {
                needed.add(publisher);
            }
        }
        for (Server server : needed) {
            if (!check.superuser(server)) {
                check.found(
                        LeftoverChecks.CARRIER,
                        server.word() + " role " + check.server(server).text("role"),
                        "it is no superuser");
            }
        }
    }

    private static void leftover(Facts facts, Preflight check, Place place, Row row) {
        String name = row.text("name");
        String detail = row.text("detail");
        Place there = new Place(Server.TARGET, place.database());
        switch (row.text("kind")) {
            case "publication":
                if (Streams.from(facts, Server.SOURCE).stream()
                        .noneMatch(stream -> stream.publication().name().equals(name))) {
                    check.found(
                            LeftoverChecks.PUBLICATION,
                            place + " publication " + name,
                            "it does not move",
                            there,
                            detail);
                }
                break;
            case "label":
                check.found(
                        LeftoverChecks.LABEL,
                        place + " label of " + name,
                        "it does not move",
                        check.cluster(Server.TARGET),
                        detail);
                break;
            case "provider":
                check.found(
                        LeftoverChecks.PROVIDER,
                        place + " labels of " + name,
                        "there are " + detail + ", which need their provider on the target");
                break;
            default:
                check.found(
                        LeftoverChecks.MAPPING,
                        place + " user mapping " + name,
                        "its options can be read by a superuser only");
        }
    }

    /** One that the target has already keeps what it has. */
    private static void database(Facts facts, Preflight check, Place place) {
        Place there = new Place(Server.TARGET, place.database());
        if (!facts.exists(there)) {
            return;
        }
        Row source = facts.cluster(Server.SOURCE).one("database", place.database());
        Row target = facts.cluster(Server.TARGET).one("database", place.database());
        for (String what : List.of("owner", "comment", "connection_limit")) {
            if (!Objects.equals(source.maybe(what), target.maybe(what))) {
                check.found(
                        LeftoverChecks.DATABASE,
                        there + " " + what,
                        "the target has this database already, and keeps what it has: " + target.maybe(what)
                                + " instead of " + source.maybe(what));
            }
        }
        if (!new HashSet<>(grants(facts, place)).equals(new HashSet<>(grants(facts, there)))) {
            check.found(
                    LeftoverChecks.DATABASE,
                    there + " grants",
                    "the target has this database already, and keeps its grants: "
                            + String.join(", ", grants(facts, there)) + " instead of "
                            + String.join(", ", grants(facts, place)));
        }
    }

    private static List<String> grants(Facts facts, Place place) {
        return facts.cluster(place.server()).ask("database-grants", place.database()).stream()
                .map(row -> row.text("privilege") + " to " + row.text("grantee")
                        + (row.flag("grantable") ? " with grant option" : ""))
                .toList();
    }

    /** Those that the plan itself logs in as have other rights on each server, which is how it should be. */
    private static void roles(Facts facts, Preflight check) {
        Set<String> ours = new HashSet<>();
        for (Server server : Server.values()) {
            Endpoint endpoint = Streams.endpoint(facts.plan(), server);
            ours.add(endpoint.user());
            ours.add(endpoint.asSeenByPeer().user());
        }
        Map<String, Row> there = new HashMap<>();
        facts.cluster(Server.TARGET).ask("roles").forEach(row -> there.put(row.text("name"), row));
        for (Row source : facts.cluster(Server.SOURCE).ask("roles")) {
            String name = source.text("name");
            Row target = there.get(name);
            if (target == null || ours.contains(name)) {
                continue;
            }
            List<String> other = ATTRIBUTES.stream()
                    .filter(attribute -> source.flag(attribute) != target.flag(attribute))
                    .map(attribute -> attribute + " is " + target.flag(attribute))
                    .toList();
            if (!other.isEmpty()) {
                check.found(
                        LeftoverChecks.ATTRIBUTES,
                        "target role " + name,
                        "it is there already with other attributes than on the source, and keeps them: "
                                + String.join(", ", other));
            }
        }
    }

    /** Who may set parameters that are a superuser's else, which nothing but a dump of the whole cluster tells. */
    private static void parameters(Facts facts, Preflight check) {
        if (!check.version(Server.SOURCE).atLeast(PARAMETERS_ARE_GRANTED)) {
            return;
        }
        for (Row row : facts.cluster(Server.SOURCE).query(PARAMETERS)) {
            check.found(
                    LeftoverChecks.PARAMETER,
                    "source parameter " + row.text("parameter") + " for " + row.text("grantee"),
                    "this grant does not move",
                    check.cluster(Server.TARGET),
                    row.text("statement"));
        }
    }

    /** Settings come along with a role or a database that is made; those of others are somebody else's on the target. */
    private static void settings(Facts facts, Preflight check) {
        Set<String> roles = new HashSet<>();
        facts.cluster(Server.TARGET).ask("roles").forEach(row -> roles.add(row.text("name")));
        Set<String> there = new HashSet<>();
        facts.cluster(Server.TARGET).ask("settings-of").forEach(row -> there.add(whose(row) + setting(row)));
        for (Row row : facts.cluster(Server.SOURCE).ask("settings-of")) {
            String database = row.maybe("database");
            boolean concerns = database == null || facts.databases().contains(database);
            if (concerns && !Settings.comes(facts, row, roles) && !there.contains(whose(row) + setting(row))) {
                check.found(
                        LeftoverChecks.SETTING,
                        "target " + whose(row) + " " + row.text("name"),
                        "this setting of the source does not move, because the target has its owner already",
                        check.cluster(Server.TARGET),
                        "ALTER " + whose(row) + " SET " + setting(row),
                        "leave it, if it is not wanted there");
            }
        }
    }

    private static String whose(Row row) {
        String role = row.maybe("role");
        String database = row.maybe("database");
        if (role == null) {
            return database == null ? "ROLE ALL" : "DATABASE " + Identifier.quote(database);
        }
        return "ROLE " + Identifier.quote(role)
                + (database == null ? "" : " IN DATABASE " + Identifier.quote(database));
    }

    private static String setting(Row row) {
        String value = row.text("value");
        return row.text("name") + " = " + (LISTS.contains(row.text("name")) ? value : Identifier.literal(value));
    }
}
