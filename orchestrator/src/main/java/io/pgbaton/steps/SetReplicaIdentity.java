package io.pgbaton.steps;

import io.pgbaton.plan.Plan;
import io.pgbaton.plan.TableDecision;
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
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives every table without a primary key something that its rows are found by, on both servers, before anything is
 * published: otherwise UPDATE and DELETE would fail in the application from that moment on (DOMAIN LAW-1, PF-R02, PF-R03).
 */
public final class SetReplicaIdentity implements Step {
    private static final String FULL = "FULL";

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
                String identity = wanted(facts.plan(), table);
                if (identity != null) {
                    // The source last: it tells, after a crash, whether there is something left to do.
                    work.move(change(facts.plan(), table, new Place(Server.TARGET, database), identity));
                    work.move(change(facts.plan(), table, source, identity));
                }
            }
            work.table(TableDecisions.of(facts, database));
        }
        return work.build();
    }

    /** Whether a row of {@code tables} is a table that is replicated. */
    static boolean published(Plan plan, Row table) {
        return table.text("kind").equals("r")
                && table.text("persistence").equals("p")
                && !table.flag("of_extension")
                && !plan.leavesToPause(name(table).toString());
    }

    /** The indexes by which the rows of a table are, or will be, found on the other server, but for a primary key. */
    static Set<String> indexes(Plan plan, Row table) {
        Set<String> indexes = new HashSet<>();
        String now = table.maybe("identity_index");
        String wanted = wantedIndex(plan, table);
        if (now != null) {
            indexes.add(now);
        }
        if (wanted != null) {
            indexes.add(wanted);
        }
        return indexes;
    }

    private static @Nullable String wantedIndex(Plan plan, Row table) {
        TableDecision decision = plan.decision(name(table).toString()).orElse(null);
        if (decision != null) {
            return decision.by() == TableDecision.By.INDEX ? decision.index() : null;
        }
        return table.text("verdict").equals("candidate_index") ? table.maybe("candidate") : null;
    }

    /** What is set; null where the table is found by what it has already, or not at all. */
    private static @Nullable String wanted(Plan plan, Row table) {
        if (!published(plan, table)) {
            return null;
        }
        String index = wantedIndex(plan, table);
        if (index != null) {
            boolean already = table.text("verdict").equals("index") && index.equals(table.maybe("identity_index"));
            return already ? null : "USING INDEX " + Identifier.quote(index);
        }
        switch (table.text("verdict")) {
            case "candidate_index":
            case "none":
            case "deferrable":
            case "nothing":
            case "index_missing":
                return plan.comparesWholeRows(name(table).toString()) ? FULL : null;
            default:
                return null;
        }
    }

    private static TableName name(Row table) {
        return new TableName(table.text("schema"), table.text("name"));
    }

    private static Change change(Plan plan, Row table, Place at, String identity) {
        TableName name = name(table);
        String alter = "ALTER TABLE " + name.sql() + " REPLICA IDENTITY ";
        String holds = identity.equals(FULL)
                ? "SELECT relreplident = 'f' FROM pg_catalog.pg_class WHERE oid = " + regclass(name)
                : "SELECT EXISTS (SELECT FROM pg_catalog.pg_index WHERE indrelid = " + regclass(name)
                        + " AND indisreplident AND indexrelid = "
                        + regclass(new TableName(table.text("schema"), String.valueOf(wantedIndex(plan, table))))
                        + ")";
        return Change.ensures(
                        "identity of " + name + " on the " + at.server().word(),
                        at,
                        Sql.of(alter + identity),
                        Probe.holds(at, "the replica identity of " + name + " is " + identity, holds),
                        Undo.with(Sql.of(alter + before(table))))
                .untilFinish();
    }

    /** What the table has now; of an index that is gone nothing else is left than the default. */
    private static String before(Row table) {
        String index = table.maybe("identity_index");
        switch (table.text("identity")) {
            case "n":
                return "NOTHING";
            case "f":
                return FULL;
            default:
                return index == null ? "DEFAULT" : "USING INDEX " + Identifier.quote(index);
        }
    }

    private static String regclass(TableName name) {
        return "pg_catalog.to_regclass(" + Identifier.literal(name.sql()) + ")";
    }
}
