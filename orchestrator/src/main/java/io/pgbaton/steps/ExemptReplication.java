package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Lets triggers that fire for replicated rows write on a fenced server. Applying is not bound by read-only transactions
 * (DOMAIN LAW-6), but what such a trigger does is, and applying would stop there; the setting of the role that owns the
 * subscriptions lets it go on. Done only where there are such triggers and the plan acknowledges them.
 */
public final class ExemptReplication implements Step {
    private static final String SETTING = "default_transaction_read_only";

    @Override
    public String name() {
        return "exempt-replication";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Let the triggers of replicated rows write on a fenced server");
        if (facts.plan().acknowledged("PF-X02").isEmpty()) {
            return work.build();
        }
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            if (!facts.exists(source)
                    || facts.at(source).ask("replica-triggers").isEmpty()) {
                continue;
            }
            for (Server server : Server.values()) {
                work.move(exempt(facts, server, database));
            }
        }
        return work.build();
    }

    private static Change exempt(Facts facts, Server server, String database) {
        String role = Streams.endpoint(facts.plan(), server).user();
        String alter = "ALTER ROLE " + Identifier.quote(role) + " IN DATABASE " + Identifier.quote(database);
        Probe.Holds holds = Probe.holds(
                facts.clusterPlace(server),
                "the subscriptions' role may write in " + server.word() + "/" + database,
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_db_role_setting s"
                        + " JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase"
                        + " JOIN pg_catalog.pg_roles r ON r.oid = s.setrole WHERE d.datname = "
                        + Identifier.literal(database) + " AND r.rolname = " + Identifier.literal(role)
                        + " AND '" + SETTING + "=off' = ANY (s.setconfig))");
        return Change.ensures(
                        "exempt the subscriptions' role in " + server.word() + "/" + database,
                        facts.clusterPlace(server),
                        Sql.of(alter + " SET " + SETTING + " = off"),
                        holds,
                        Undo.with(Sql.of(alter + " RESET " + SETTING)))
                .untilFinish();
    }
}
