package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Gives every table without a primary key something that its rows are found by, on both servers, before anything is
 * published: otherwise UPDATE and DELETE would fail in the application from that moment on (DOMAIN LAW-1, PF-R02, PF-R03).
 */
public final class SetReplicaIdentity implements Step {
    @Override
    public String name() {
        return "set-replica-identity";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Make sure that the rows of every table can be told apart");
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            for (Row table : facts.at(source).ask("tables")) {
                String identity = wanted(facts, table);
                if (identity != null) {
                    work.move(change(table, source, identity));
                    work.move(change(table, new Place(Server.TARGET, database), identity));
                }
            }
            work.table(TableDecisions.of(facts, database));
        }
        return work.build();
    }

    /** Whether a row of {@code tables} is a table that is replicated. */
    static boolean published(Row table) {
        return table.text("kind").equals("r") && table.text("persistence").equals("p") && !table.flag("of_extension");
    }

    private static @org.jspecify.annotations.Nullable String wanted(Facts facts, Row table) {
        if (!published(table)) {
            return null;
        }
        switch (table.text("verdict")) {
            case "candidate_index":
                return "USING INDEX " + Identifier.quote(table.text("candidate"));
            case "none":
            case "deferrable":
            case "nothing":
            case "index_missing":
                return facts.plan().comparesWholeRows(table.text("schema") + "." + table.text("name")) ? "FULL" : null;
            default:
                return null;
        }
    }

    private static Change change(Row table, Place at, String identity) {
        TableName name = new TableName(table.text("schema"), table.text("name"));
        String alter = "ALTER TABLE " + name.sql() + " REPLICA IDENTITY ";
        String before = table.text("identity").equals("n") ? "NOTHING" : "DEFAULT";
        String holds = identity.equals("FULL")
                ? "SELECT relreplident = 'f' FROM pg_catalog.pg_class WHERE oid = " + regclass(name)
                : "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = " + regclass(name)
                        + " AND indisreplident AND indexrelid = "
                        + regclass(new TableName(table.text("schema"), table.text("candidate")))
                        + ")";
        return Change.ensures(
                        "identity of " + name + " on the " + at.server().word(),
                        at,
                        Sql.of(alter + identity),
                        Probe.holds(at, "the replica identity of " + name + " is " + identity, holds),
                        Undo.with(Sql.of(alter + before)))
                .untilFinish();
    }

    private static String regclass(TableName name) {
        return "pg_catalog.to_regclass(" + Identifier.literal(name.sql()) + ")";
    }
}
