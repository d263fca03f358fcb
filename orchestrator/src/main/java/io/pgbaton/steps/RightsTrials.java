package io.pgbaton.steps;

import io.pgbaton.plan.Publishing;
import io.pgbaton.plan.RolePolicy;
import io.pgbaton.postgres.Conninfo;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Probe.Right;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Has the servers say which of the upgrade's statements they would refuse to a role that is no superuser: catalogs tell rights
 * as PostgreSQL has them, and a managed service may give more, and a later version less. What would lock a table of the clients,
 * or end somebody's session, is not tried: being an owner, the replica identity, pg_terminate_backend.
 */
final class RightsTrials {
    /** What is made under this name is never committed. */
    private static final String NAME = "pgbaton_trial";

    private static final String ROLLED_BACK = ", tried and rolled back";

    private final Facts facts;
    private final Preflight check;

    RightsTrials(Facts facts, Preflight check) {
        this.facts = facts;
        this.check = check;
    }

    void ask() {
        for (Server server : check.publishers()) {
            publisher(server);
            subscriber(server.other());
        }
        if (!check.superuser(Server.TARGET)) {
            roles();
            owners();
        }
    }

    private String role(Server server) {
        return check.server(server).text("role");
    }

    private void publisher(Server server) {
        if (check.superuser(server)) {
            return;
        }
        String role = role(server);
        Right whole = right(RightsChecks.PUBLISHES, server.word() + " role " + role);
        for (Place place : check.databases(server)) {
            Right here = right(RightsChecks.PUBLISHES, place + " role " + role);
            tried(
                    place,
                    List.of(here),
                    Sql.of("CREATE SCHEMA " + NAME, "CREATE PUBLICATION " + NAME),
                    role + " may create a schema and a publication in " + place);
            if (facts.plan().publication() == Publishing.ALL_TABLES) {
                tried(
                        place,
                        List.of(whole, here),
                        Sql.of("CREATE PUBLICATION " + NAME + " FOR ALL TABLES"),
                        role + " may publish all tables of " + place);
            }
            tried(
                    place,
                    List.of(right(RightsChecks.FREEZES, place + " role " + role)),
                    Sql.of("ALTER DATABASE " + Identifier.quote(place.database())
                            + " SET default_transaction_read_only = off"),
                    role + " may set " + place + " read-only");
        }
        tried(
                check.cluster(server),
                List.of(right(RightsChecks.REPLICATES, server.word() + " role " + role)),
                // one that decodes would wait for every transaction; this one goes with the session at the latest
                Sql.of("SELECT pg_catalog.pg_create_physical_replication_slot('" + NAME + "', false, true)"),
                role + " may create replication slots on the " + server.word());
    }

    private void subscriber(Server server) {
        if (check.superuser(server)) {
            return;
        }
        String role = role(server);
        for (String database : facts.databases()) {
            Place wanted = new Place(server, database);
            Place place = facts.exists(wanted) ? wanted : check.cluster(server);
            Conninfo publisher = Streams.conninfo(facts.plan(), server.other(), database);
            String create = "CREATE SUBSCRIPTION " + NAME + " CONNECTION ";
            String with = " PUBLICATION " + NAME + " WITH (connect = false, slot_name = NONE)";
            tried(
                    place,
                    List.of(
                            right(RightsChecks.SUBSCRIBES, server.word() + " role " + role),
                            right(RightsChecks.PUBLISHES, place + " role " + role)),
                    Sql.secret(create + Identifier.literal(publisher.secretText()) + with, create + "'****'" + with),
                    role + " may create a subscription in " + place);
        }
    }

    /** With all their attributes: from 16 on, a role gives none that it lacks. */
    private void roles() {
        if (facts.plan().roles() == RolePolicy.EXPECT) {
            return;
        }
        Set<String> there = names(Server.TARGET);
        List<String> create = facts.cluster(Server.SOURCE).ask("roles").stream()
                .filter(row -> !there.contains(row.text("name")))
                .map(CopyRoles::statement)
                .toList();
        if (!create.isEmpty()) {
            tried(
                    check.cluster(Server.TARGET),
                    List.of(right(RightsChecks.CREATES_ROLES, "target role " + role(Server.TARGET))),
                    Sql.of(create),
                    role(Server.TARGET) + " may create the roles that the target lacks");
        }
    }

    private void owners() {
        Set<String> there = names(Server.TARGET);
        for (Place place : check.databases(Server.SOURCE)) {
            for (Row row : facts.at(place).ask("object-owners")) {
                String owner = row.text("owner");
                if (there.contains(owner)) {
                    tried(
                            check.cluster(Server.TARGET),
                            List.of(right(RightsChecks.OWNS, CheckRights.owner(place.database(), owner))),
                            Sql.of("SET LOCAL ROLE " + Identifier.quote(owner)),
                            role(Server.TARGET) + " may act as " + owner + " on the target");
                }
            }
        }
    }

    private Set<String> names(Server server) {
        return facts.cluster(server).ask("roles").stream()
                .map(row -> row.text("name"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Right right(Check check, String subject) {
        return new Right(check.id(), subject);
    }

    private void tried(Place at, List<Right> rights, Sql sql, String sentence) {
        check.requires(
                new Probe.Allows(at, rights, sql, facts.plan().limits().lockTimeout(), sentence + ROLLED_BACK, null));
    }
}
