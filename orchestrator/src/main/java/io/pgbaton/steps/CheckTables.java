package io.pgbaton.steps;

import io.pgbaton.plan.KeylessTables;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Looks at the tables of the source, which must tell their rows apart, and at the emptiness of the target. */
public final class CheckTables implements Step {
    private static final Map<String, String> KEYLESS = Map.of(
            "none", "PF-R03",
            "nothing", "PF-R08",
            "index_missing", "PF-R10");
    /** From this major on, whole rows with generated columns are refused as replica identity. */
    private static final int WHOLE_ROWS_REFUSE_GENERATED = 18;

    @Override
    public String name() {
        return "check-tables";
    }

    @Override
    public Work work(Facts facts) {
        Preflight check = new Preflight(facts, "Look at the tables of the source and at the emptiness of the target");
        for (Place place : check.databases(Server.SOURCE)) {
            Set<TableName> wholeRows = new LinkedHashSet<>();
            identities(facts, check, place, wholeRows);
            comparable(facts, check, place, wholeRows);
            generated(facts, check, place, wholeRows);
            triggers(facts, check, place);
        }
        check.databases(Server.TARGET).forEach(place -> empty(facts, check, place));
        return check.work();
    }

    private static void identities(Facts facts, Preflight check, Place place, Set<TableName> wholeRows) {
        Set<TableName> generated = generatedKeys(facts, place);
        for (Row row : facts.at(place).ask("tables")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            if (!row.text("kind").equals("r") || row.flag("of_extension")) {
                continue;
            }
            if (row.text("persistence").equals("u")) {
                check.hazard(
                        "PF-R18",
                        place + " " + table,
                        "it is unlogged: its rows are not replicated, and it will be empty on the target",
                        "run ALTER TABLE " + table.sql() + " SET LOGGED, or fill it yourself after the switchover");
                continue;
            }
            rowSecurity(check, place, row, table);
            String verdict = row.text("verdict");
            if (verdict.equals("full")) {
                wholeRows.add(table);
            } else if (verdict.equals("candidate_index")) {
                check.info(
                        "PF-R02",
                        place + " " + table,
                        "it has no primary key: its replica identity will be set to the index "
                                + row.maybe("candidate"));
            } else if (KEYLESS.containsKey(verdict) && !generated.contains(table)) {
                keyless(facts, check, place, row, table, wholeRows);
            }
        }
    }

    private static void keyless(
            Facts facts, Preflight check, Place place, Row row, TableName table, Set<TableName> wholeRows) {
        String id = KEYLESS.get(row.text("verdict"));
        if (facts.plan().tablesWithoutKey() == KeylessTables.FULL) {
            wholeRows.add(table);
            check.info(
                    "PF-R04",
                    place + " " + table,
                    "it has no key: whole rows will be compared, and each update or delete searches the whole table");
            return;
        }
        check.block(
                id,
                place + " " + table,
                switch (row.text("verdict")) {
                            case "nothing" -> "its replica identity is NOTHING";
                            case "index_missing" -> "the index that was its replica identity is gone";
                            default -> "it has no key that can be its replica identity (a deferrable one cannot)";
                        }
                        + ": once published, each UPDATE and DELETE on it would fail",
                "add a primary key: ALTER TABLE " + table.sql()
                        + " ADD PRIMARY KEY (…); or set tablesWithoutKey: full");
    }

    /** Rows under forced row security can be applied only by a superuser in its own name (PF-C06). */
    private static void rowSecurity(Preflight check, Place place, Row row, TableName table) {
        if (!row.flag("rls_forced")) {
            return;
        }
        boolean superusers = check.publishers().stream().allMatch(publisher -> check.superuser(publisher.other()));
        if (superusers) {
            check.info(
                    "PF-C06",
                    place + " " + table,
                    "its row security is forced: rows are applied as the subscription's owner, a superuser");
        } else {
            check.block(
                    "PF-C06",
                    place + " " + table,
                    "its row security is forced, so that not even its owner may apply rows to it",
                    "name superusers in the plan, or run ALTER TABLE " + table.sql()
                            + " NO FORCE ROW LEVEL SECURITY until the upgrade is finished");
        }
    }

    /** A row that is found by its whole content needs an equality for each of its columns (PF-R05). */
    private static void comparable(Facts facts, Preflight check, Place place, Set<TableName> wholeRows) {
        Map<TableName, String> columns = new LinkedHashMap<>();
        for (Row row : facts.at(place).ask("columns-without-equality")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            if (wholeRows.contains(table)) {
                columns.merge(table, row.text("column") + " " + row.text("type"), (a, b) -> a + ", " + b);
            }
        }
        columns.forEach((table, incomparable) -> check.block(
                "PF-R05",
                place + " " + table,
                "its rows would be found by their whole content, but these columns cannot be compared: " + incomparable,
                "give it a key: ALTER TABLE " + table.sql() + " ADD PRIMARY KEY (…)"));
    }

    private static Set<TableName> generatedKeys(Facts facts, Place place) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (Row row : facts.at(place).ask("generated-columns")) {
            if (row.flag("in_identity")) {
                tables.add(new TableName(row.text("schema"), row.text("name")));
            }
        }
        return tables;
    }

    /** Generated columns are not sent: they identify nothing, and later publishers refuse them in whole rows (PF-R11). */
    private static void generated(Facts facts, Preflight check, Place place, Set<TableName> wholeRows) {
        boolean refused = check.publishers().stream()
                .anyMatch(publisher -> check.version(publisher).atLeast(WHOLE_ROWS_REFUSE_GENERATED));
        for (Row row : facts.at(place).ask("generated-columns")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            if (row.flag("in_identity")) {
                check.block(
                        "PF-R11",
                        place + " " + table,
                        "its replica identity holds a generated column (" + row.text("columns")
                                + "), which is not sent, so that rows could not be found on the other server",
                        "give it a key without generated columns and run ALTER TABLE " + table.sql()
                                + " REPLICA IDENTITY USING INDEX …");
            } else if (refused && wholeRows.contains(table)) {
                check.block(
                        "PF-R11",
                        place + " " + table,
                        "whole rows with generated columns (" + row.text("columns")
                                + ") are no replica identity from PostgreSQL 18 on: each UPDATE and DELETE would fail there",
                        "give it a key: ALTER TABLE " + table.sql() + " ADD PRIMARY KEY (…)"
                                + (check.publishers().size() > 1 ? "; or set reverse.enabled: false" : ""));
            }
        }
    }

    private static void triggers(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("replica-triggers")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            check.hazard(
                    "PF-X02",
                    place + " " + table + " trigger " + row.text("trigger"),
                    "it is ENABLE " + row.text("fires")
                            + ": it fires for replicated rows too, so that what it does may be"
                            + " done twice; for it to write on a fenced server, default_transaction_read_only is set off"
                            + " for the role that owns the subscriptions, whose own sessions no fence binds then",
                    "run ALTER TABLE " + table.sql() + " ENABLE TRIGGER " + Identifier.quote(row.text("trigger"))
                            + " until the upgrade is finished, or make sure that doing it twice does no harm");
        }
    }

    private static void empty(Facts facts, Preflight check, Place place) {
        long relations = facts.at(place).one("contents").number("relations");
        if (relations > 0) {
            check.block(
                    "PF-T10",
                    place.toString(),
                    "it holds " + relations + " tables, views or sequences already; the copy would fail or double rows",
                    "empty it: DROP DATABASE " + Identifier.quote(place.database()) + " on the target");
        }
        for (Row row : facts.at(place).ask("replication-objects")) {
            if (!row.text("kind").equals("schema")) {
                check.block(
                        "PF-T10",
                        place + " " + row.text("kind") + " " + row.text("name"),
                        "it is left from something else, and rows might come or go by it",
                        "run there: DROP " + row.text("kind").toUpperCase(java.util.Locale.ROOT) + " "
                                + Identifier.quote(row.text("name")));
            }
        }
    }
}
