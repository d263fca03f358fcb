package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at the settings of servers, databases and roles, and at the state that both servers are in. */
public final class CheckSettings implements Step {
    /** A server that comes this near to 2 thousand million has to stop for VACUUM before long. */
    private static final long OLD = 1_500_000_000L;

    private static final int SHORT_MILLISECONDS = 60_000;
    private static final int SMALL_KILOBYTES = 65_536;

    @Override
    public String name() {
        return "check-settings";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the settings of servers, databases and roles");
        new RoleSettings(facts, check).look();
        for (Server server : check.publishers()) {
            publisher(facts, check, server);
        }
        for (Server server : Server.values()) {
            frozen(facts, check, server);
            String signs = facts.cluster(server).ask("managed-service").stream()
                    .map(row -> row.text("name"))
                    .collect(Collectors.joining(", "));
            if (!signs.isEmpty()) {
                check.found(ServerChecks.MANAGED, server.word(), "it knows " + signs);
            }
        }
        String standbys = facts.cluster(Server.SOURCE).ask("standbys").stream()
                .map(row -> row.text("name"))
                .collect(Collectors.joining(", "));
        if (!standbys.isEmpty()) {
            check.found(ServerChecks.HA, "source", standbys);
        }
        for (Place place : check.databases(Server.SOURCE)) {
            for (Row row : facts.at(place).ask("changed-collations")) {
                check.found(
                        ServerChecks.COLLATION_VERSION,
                        place + " collation " + row.text("name"),
                        row.text("indexes") + " indexes were built with version " + row.text("before") + ", and it is "
                                + row.maybe("now") + " now",
                        place,
                        "REINDEX DATABASE " + Identifier.quote(place.database()) + ";\nALTER COLLATION "
                                + Identifier.quote(row.text("schema")) + "." + Identifier.quote(row.text("collation"))
                                + " REFRESH VERSION");
            }
        }
        differing(facts, check);
        unknown(facts, check);
        return check.work();
    }

    private static void publisher(Facts facts, Preflight check, Server server) {
        Row settings = facts.cluster(server).one("publisher-settings");
        long timeout = settings.number("sender_timeout");
        if (timeout > 0 && timeout < SHORT_MILLISECONDS) {
            check.found(
                    ServerChecks.SENDER_TIMEOUT,
                    server.word() + " wal_sender_timeout",
                    "it is " + timeout + " ms",
                    check.cluster(server),
                    CheckServers.reloaded("wal_sender_timeout", "'5min'"));
        }
        if (settings.maybe("decoding_memory") != null && settings.number("decoding_memory") < SMALL_KILOBYTES) {
            check.found(
                    ServerChecks.DECODING_MEMORY,
                    server.word() + " logical_decoding_work_mem",
                    "it is " + settings.number("decoding_memory") + " kB",
                    check.cluster(server),
                    CheckServers.reloaded("logical_decoding_work_mem", "'256MB'"));
        }
    }

    private static void frozen(Facts facts, Preflight check, Server server) {
        for (Row row : facts.cluster(server).ask("frozen-age")) {
            if (row.number("age") > OLD) {
                check.found(
                        ServerChecks.WRAPAROUND,
                        server.word() + " database " + row.text("name"),
                        "its oldest row was frozen " + row.number("age") + " transactions ago",
                        new Place(server, row.text("name")),
                        "VACUUM (FREEZE)");
            }
        }
    }

    /** What one of the servers was told and the other was not, or was told otherwise. */
    private static void differing(Facts facts, Preflight check) {
        Set<String> names = new TreeSet<>();
        for (Server server : Server.values()) {
            facts.cluster(server).ask("result-settings").forEach(row -> names.add(row.text("name")));
        }
        if (names.isEmpty()) {
            return;
        }
        String[] asked = names.toArray(new String[0]);
        Map<String, String> source = check.settings(Server.SOURCE, asked);
        Map<String, String> target = check.settings(Server.TARGET, asked);
        for (String name : names) {
            String here = source.get(name);
            String there = target.get(name);
            if (here != null && there != null && !here.equals(there)) {
                check.found(
                        ServerChecks.SETTINGS_DIFFER,
                        "target " + name,
                        "it is '" + there + "', and on the source '" + here + "'",
                        check.cluster(Server.TARGET),
                        CheckServers.reloaded(name, Identifier.literal(here)));
            }
        }
    }

    /**
     * Settings of roles and databases that come along. Who is no superuser does not see every setting, and could not tell one
     * that is gone from one that is hidden.
     */
    private static void unknown(Facts facts, Preflight check) {
        if (!check.superuser(Server.TARGET)) {
            return;
        }
        Set<String> there = facts.cluster(Server.TARGET).ask("roles").stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toSet());
        for (Row row : facts.cluster(Server.SOURCE).ask("settings-of")) {
            String database = row.maybe("database");
            String role = row.maybe("role");
            String name = row.text("name");
            if (!Settings.comes(facts, row, there)
                    || name.contains(".")
                    || !check.settings(Server.TARGET, name).isEmpty()) {
                continue;
            }
            String whose = role == null
                    ? "DATABASE " + Identifier.quote(String.valueOf(database))
                    : "ROLE " + Identifier.quote(role)
                            + (database == null ? "" : " IN DATABASE " + Identifier.quote(database));
            check.found(
                    ServerChecks.SETTING_GONE,
                    "source " + whose + " " + name,
                    "PostgreSQL " + check.version(Server.TARGET) + " does not know it",
                    check.cluster(Server.SOURCE),
                    "ALTER " + whose + " RESET " + Identifier.quote(name));
        }
    }
}
