package io.pgbaton.steps;

import io.pgbaton.plan.Endpoint;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The part of the preflight that looks at ALTER ROLE … SET and ALTER DATABASE … SET, and at the servers' files behind them. */
final class RoleSettings {
    private static final List<String> COPY_KILLERS =
            List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_timeout");
    private static final String READ_ONLY = "default_transaction_read_only";
    private static final Pattern ZERO = Pattern.compile("'?0+ *[a-z]*'?");
    private static final Pattern ON = Pattern.compile("'?(on?|t(r(u(e)?)?)?|y(e(s)?)?|1)'?", Pattern.CASE_INSENSITIVE);

    private final Facts facts;
    private final Preflight check;
    private final Map<Server, List<Row>> settings = new HashMap<>();

    RoleSettings(Facts facts, Preflight check) {
        this.facts = facts;
        this.check = check;
        for (Server server : Server.values()) {
            settings.put(server, facts.cluster(server).ask("settings-of"));
        }
    }

    void look() {
        for (Place place : check.databases(Server.SOURCE)) {
            copyKillers(place);
            applyKillers(new Place(Server.TARGET, place.database()));
            if (facts.plan().reverse().enabled()) {
                applyKillers(place);
            }
        }
        for (Server server : Server.values()) {
            settings.get(server).stream()
                    .filter(row -> row.text("name").equals(READ_ONLY))
                    .forEach(row -> fenceBreaker(server, row));
            fromFile(server, READ_ONLY)
                    .filter(value -> ON.matcher(value).matches())
                    .ifPresent(value -> readOnlyServer(server));
        }
    }

    /** What holds for the role in the database: the most particular wins. */
    private Optional<String> effective(Server server, String database, String role, String name) {
        String[][] kinds = {{database, role}, {null, role}, {database, null}, {null, null}};
        for (String[] kind : kinds) {
            for (Row row : settings.get(server)) {
                if (row.text("name").equals(name)
                        && java.util.Objects.equals(row.maybe("database"), kind[0])
                        && java.util.Objects.equals(row.maybe("role"), kind[1])) {
                    return Optional.of(row.text("value"));
                }
            }
        }
        return fromFile(server, name);
    }

    private Optional<String> fromFile(Server server, String name) {
        if (!check.superuser(server)) {
            return Optional.empty();
        }
        return facts.cluster(server).ask("file-settings", name).stream()
                .map(row -> row.text("setting"))
                .findFirst();
    }

    /** A timeout of the replication role ends the initial copy, which starts over and never gets to its end (PF-S09). */
    private void copyKillers(Place place) {
        String role =
                Streams.endpoint(facts.plan(), Server.SOURCE).asSeenByPeer().user();
        for (String name : COPY_KILLERS) {
            effective(Server.SOURCE, place.database(), role, name)
                    .filter(value -> !ZERO.matcher(value).matches())
                    .ifPresent(value -> check.found(
                            ServerChecks.KILLS_COPY,
                            place + " role " + role + " " + name,
                            name + " is " + value + " for the role that replication logs in as",
                            check.cluster(Server.SOURCE),
                            zero(role, place.database(), name)));
        }
    }

    /** Apply workers honour lock_timeout as their owner's sessions do (PF-T08). */
    private void applyKillers(Place place) {
        Endpoint endpoint = Streams.endpoint(facts.plan(), place.server());
        Optional<String> value = effective(place.server(), place.database(), endpoint.user(), "lock_timeout");
        // The settings of the source's database come along with it.
        if (value.isEmpty() && place.server() == Server.TARGET) {
            value = settings.get(Server.SOURCE).stream()
                    .filter(row -> row.text("name").equals("lock_timeout")
                            && row.maybe("role") == null
                            && place.database().equals(row.maybe("database")))
                    .map(row -> row.text("value"))
                    .findFirst();
        }
        value.filter(it -> !ZERO.matcher(it).matches())
                .ifPresent(it -> check.found(
                        ServerChecks.APPLY_TIMEOUT,
                        place + " role " + endpoint.user() + " lock_timeout",
                        "lock_timeout is " + it + " for the owner of the subscription",
                        check.cluster(place.server()),
                        facts.exists(place)
                                ? zero(endpoint.user(), place.database(), "lock_timeout")
                                : "ALTER ROLE " + Identifier.quote(endpoint.user()) + " SET lock_timeout = 0"));
    }

    private static String zero(String role, String database, String name) {
        return "ALTER ROLE " + Identifier.quote(role) + " IN DATABASE " + Identifier.quote(database) + " SET " + name
                + " = 0";
    }

    /**
     * The fence is this very setting of the database (LAW-6): where a role has it off, the role is not bound by the fence, and
     * where the database has it already, lowering the fence would lose it. A role that is always read-only does no harm.
     */
    private void fenceBreaker(Server server, Row row) {
        String database = row.maybe("database");
        String role = row.maybe("role");
        boolean elsewhere = database != null && !facts.databases().contains(database);
        if (elsewhere || (role != null && ON.matcher(row.text("value")).matches())) {
            return;
        }
        String whose = (role == null
                ? (database == null ? "ROLE ALL" : "DATABASE " + Identifier.quote(database))
                : "ROLE " + Identifier.quote(role)
                        + (database == null ? "" : " IN DATABASE " + Identifier.quote(database)));
        check.found(
                ServerChecks.FENCE,
                server.word() + " " + whose,
                READ_ONLY + " is set to " + row.text("value") + " there",
                check.cluster(server),
                "ALTER " + whose + " RESET " + READ_ONLY);
    }

    /** Lowering the fence would not let anybody write there. */
    private void readOnlyServer(Server server) {
        check.found(
                ServerChecks.FENCE,
                server.word() + " " + READ_ONLY,
                "the server's configuration makes every session read-only, which no switchover takes back",
                check.cluster(server),
                "ALTER SYSTEM RESET " + READ_ONLY + ";\nSELECT pg_reload_conf()",
                "take it out of postgresql.conf, if it is there");
    }
}
