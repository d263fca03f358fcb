package io.pgbaton.steps;

import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/**
 * Asks the checks once more whose answer may have changed since the upgrade began, before anything is changed for a switch:
 * open and prepared transactions, room for the stream of the way back, settings that lose slots, and tables, triggers,
 * large objects and rows in tables of extensions that have come since.
 */
public final class ConfirmChecks implements Step {
    private final Server from;

    public ConfirmChecks(Server from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "confirm-checks";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Ask the checks once more whose answer may have changed");
        for (Server server : Server.values()) {
            CheckObjects.transactions(facts, check, server);
        }
        for (Server server : check.publishers()) {
            CheckServers.retention(check, server);
        }
        for (Place place : check.databases(from)) {
            tables(facts, check, place);
            CheckTriggers.replicated(facts, check, place);
            CheckObjects.leftBehind(facts, check, place);
            CheckExtensions.leftBehind(facts, check, place);
        }
        if (facts.plan().reverse().enabled()) {
            CheckCapacity.turning(facts, check, from);
        }
        return check.work();
    }

    /** A table that came since has no replica identity of ours. */
    private static void tables(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("tables")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            boolean ours = table.schema().equals(Streams.marker(facts).schema());
            if (!row.text("kind").equals("r") || row.flag("of_extension") || ours) {
                continue;
            }
            if (row.text("persistence").equals("u")) {
                if (facts.plan().unloggedTables() == UnloggedTables.REFUSE) {
                    CheckTables.unlogged(check, place, table);
                }
                continue;
            }
            if (facts.plan().leavesToPause(table.toString())) {
                continue;
            }
            CheckTables.rowSecurity(check, place, row, table);
            if (row.text("verdict").equals("candidate_index")) {
                check.found(
                        TableChecks.KEYLESS,
                        place + " " + table,
                        "it has come since the upgrade began, and its index " + row.maybe("candidate")
                                + " is not its replica identity yet",
                        place,
                        "ALTER TABLE " + table.sql() + " REPLICA IDENTITY USING INDEX "
                                + Identifier.quote(String.valueOf(row.maybe("candidate"))));
            } else {
                CheckTables.keyless(check, place, row, table);
            }
        }
    }
}
