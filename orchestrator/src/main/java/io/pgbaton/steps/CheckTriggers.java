package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

/** Looks at what runs by itself: triggers of replicated rows, event triggers, and functions that replication calls. */
public final class CheckTriggers implements Step {
    @Override
    public String name() {
        return "check-triggers";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at triggers, and at functions that run while rows are applied");
        for (Place place : check.databases(Server.SOURCE)) {
            replicated(facts, check, place);
            for (Row row : facts.at(place).ask("unqualified-functions")) {
                check.found(
                        TriggerChecks.UNQUALIFIED,
                        place + " function " + row.text("function"),
                        row.text("used_by") + " calls it, and it seems to name " + row.text("names")
                                + " without a schema",
                        place,
                        "ALTER FUNCTION " + row.text("function") + " SET search_path = "
                                + Identifier.quote(row.text("schema")) + ", pg_catalog");
            }
            for (Row row : facts.at(place).ask("event-triggers")) {
                check.found(
                        TriggerChecks.EVENT_SOURCE,
                        place + " event trigger " + row.text("name"),
                        "it calls " + row.text("function") + " at " + row.text("event"));
            }
        }
        for (Place place : check.databases(Server.TARGET)) {
            for (Row row : facts.at(place).ask("event-triggers")) {
                check.found(
                        TriggerChecks.EVENT_TARGET,
                        place + " event trigger " + row.text("name"),
                        "it calls " + row.text("function") + " at " + row.text("event"),
                        place,
                        "ALTER EVENT TRIGGER " + Identifier.quote(row.text("name")) + " DISABLE");
            }
        }
        return check.work();
    }

    /** Triggers that fire while rows are applied. */
    static void replicated(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("replica-triggers")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            check.found(
                    TriggerChecks.REPLICA,
                    place + " " + table + " trigger " + row.text("trigger"),
                    "it is ENABLE " + row.text("fires")
                            + "; for it to write on a fenced server, default_transaction_read_only is set off for the role"
                            + " that owns the subscriptions, whose own sessions no fence binds then",
                    place,
                    "ALTER TABLE " + table.sql() + " ENABLE TRIGGER " + Identifier.quote(row.text("trigger")),
                    "make sure that doing it twice does no harm");
        }
    }
}
