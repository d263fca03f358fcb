package io.pgbaton.steps;

import io.pgbaton.plan.KeylessTables;
import io.pgbaton.plan.TableDecision;
import io.pgbaton.plan.TableDecision.By;
import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Check;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Looks at the tables of the source, which must tell their rows apart, and at the emptiness of the target. */
public final class CheckTables implements Step {
    private static final Map<String, Check> KEYLESS = Map.of(
            "none", TableChecks.KEYLESS,
            "deferrable", TableChecks.DEFERRABLE,
            "nothing", TableChecks.NOTHING,
            "index_missing", TableChecks.LOST_INDEX);
    /** Comparing whole rows in a table of fewer rows is quick enough. */
    private static final long LARGE = 10_000;
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
            decisions(facts, check, place);
            partitions(facts, check, place);
            for (Row row : facts.at(place).ask("system-schema-tables")) {
                check.found(
                        TableChecks.SYSTEM_TABLE,
                        place + " " + row.text("schema") + "." + row.text("name"),
                        "it was made with allow_system_table_mods",
                        "move what it holds into a table in a schema of yours");
            }
        }
        unknown(facts, check);
        check.databases(Server.TARGET).forEach(place -> empty(facts, check, place));
        return check.work();
    }

    private static void identities(Facts facts, Preflight check, Place place, Set<TableName> wholeRows) {
        Set<TableName> generated = generatedKeys(facts, place);
        for (Row row : facts.at(place).ask("tables")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            boolean ours = table.schema().equals(Streams.marker(facts).schema());
            if (!row.text("kind").equals("r") || row.flag("of_extension") || ours) {
                continue;
            }
            if (row.text("persistence").equals("u")) {
                if (facts.plan().unloggedTables() == UnloggedTables.REFUSE) {
                    unlogged(check, place, table);
                }
                continue;
            }
            if (facts.plan().leavesToPause(table.toString())) {
                continue;
            }
            rowSecurity(check, place, row, table);
            String verdict = row.text("verdict");
            if (decidedBy(facts, table, By.INDEX)) {
                check.found(
                        TableChecks.CANDIDATE,
                        place + " " + table,
                        "its replica identity will be the index "
                                + facts.plan()
                                        .decision(table.toString())
                                        .orElseThrow()
                                        .index()
                                + ", as the plan's tables says");
            } else if (verdict.equals("full")) {
                whole(check, place, row, table, wholeRows, "its replica identity is FULL");
            } else if (decidedBy(facts, table, By.FULL)) {
                whole(check, place, row, table, wholeRows, "the plan's tables says by: full");
            } else if (verdict.equals("candidate_index")) {
                check.found(
                        TableChecks.CANDIDATE,
                        place + " " + table,
                        "its replica identity will be set to the index " + row.maybe("candidate"));
            } else if (KEYLESS.containsKey(verdict) && !generated.contains(table)) {
                keyless(facts, check, place, row, table, wholeRows);
            }
        }
    }

    static void unlogged(Preflight check, Place place, TableName table) {
        check.found(
                TableChecks.UNLOGGED,
                place + " " + table,
                "it is unlogged, and will be empty on the target",
                place,
                "ALTER TABLE " + table.sql() + " SET LOGGED",
                "set unloggedTables: copy or empty before the upgrade begins; or fill it yourself after the switchover");
    }

    private static void partitions(Facts facts, Preflight check, Place place) {
        for (Row row : facts.at(place).ask("tables")) {
            if (row.text("kind").equals("p")) {
                check.found(
                        TableChecks.PARTITIONED,
                        place + " " + new TableName(row.text("schema"), row.text("name")),
                        "its partitions are published one by one");
            }
        }
    }

    private static void keyless(
            Facts facts, Preflight check, Place place, Row row, TableName table, Set<TableName> wholeRows) {
        if (facts.plan().tablesWithoutKey() == KeylessTables.FULL) {
            whole(check, place, row, table, wholeRows, "it has no key, and the plan says tablesWithoutKey: full");
            return;
        }
        keyless(check, place, row, table);
    }

    /** A table whose rows cannot be told apart; nothing where they can. */
    static void keyless(Preflight check, Place place, Row row, TableName table) {
        String alter = "ALTER TABLE " + table.sql();
        String keys = "name it in the plan's tables: {table: " + table
                + ", by: full}, or by: pause if it is small; or set tablesWithoutKey: full for all";
        if (!KEYLESS.containsKey(row.text("verdict"))) {
            return;
        }
        Check kind = Objects.requireNonNull(KEYLESS.get(row.text("verdict")));
        switch (row.text("verdict")) {
            case "nothing":
            case "index_missing":
                check.found(
                        kind,
                        place + " " + table,
                        row.text("verdict").equals("nothing")
                                ? "its replica identity is NOTHING"
                                : "the index that was its replica identity is gone",
                        alter + " REPLICA IDENTITY DEFAULT, if it has a primary key; else " + alter
                                + " ADD PRIMARY KEY (…); or " + keys);
                return;
            default:
                check.found(
                        kind,
                        place + " " + table,
                        row.text("verdict").equals("deferrable")
                                ? "its only key is DEFERRABLE"
                                : "it has no primary key, nor a unique index of columns that are NOT NULL",
                        alter + " ADD PRIMARY KEY (…); or " + keys);
        }
    }

    private static void whole(
            Preflight check, Place place, Row row, TableName table, Set<TableName> wholeRows, String because) {
        wholeRows.add(table);
        check.found(
                TableChecks.WHOLE_ROWS,
                place + " " + table,
                because + "; each UPDATE and DELETE looks for its row among about " + row.number("estimate")
                        + " on the other server, all of them unless that is 16 or later and an index helps");
        if (row.number("estimate") >= LARGE) {
            check.found(
                    TableChecks.SLOW_ROWS,
                    place + " " + table,
                    "it has about " + row.number("estimate") + " rows",
                    "ALTER TABLE " + table.sql() + " ADD PRIMARY KEY (…)");
        }
    }

    /** Rows under forced row security can be applied only by a superuser in its own name (PF-C06). */
    static void rowSecurity(Preflight check, Place place, Row row, TableName table) {
        if (!row.flag("rls_forced")) {
            return;
        }
        boolean superusers = check.publishers().stream().allMatch(publisher -> check.superuser(publisher.other()));
        if (superusers) {
            check.found(RightsChecks.FORCED_ROWS_APPLIED, place + " " + table, "its row security is forced");
        } else {
            check.found(
                    RightsChecks.FORCED_ROWS,
                    place + " " + table,
                    "its row security is forced, and the plan names no superusers",
                    place,
                    "ALTER TABLE " + table.sql() + " NO FORCE ROW LEVEL SECURITY",
                    "name superusers in the plan");
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
        columns.forEach((table, incomparable) -> check.found(
                TableChecks.INCOMPARABLE,
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
            if (row.flag("in_identity") && !decidedBy(facts, table, By.INDEX) && !decidedBy(facts, table, By.PAUSE)) {
                check.found(
                        TableChecks.GENERATED,
                        place + " " + table,
                        "its replica identity holds a generated column (" + row.text("columns")
                                + "), which is not sent, so that rows could not be found on the other server",
                        "give it a key without generated columns and run ALTER TABLE " + table.sql()
                                + " REPLICA IDENTITY USING INDEX …");
            } else if (refused && wholeRows.contains(table)) {
                check.found(
                        TableChecks.GENERATED,
                        place + " " + table,
                        "whole rows with generated columns (" + row.text("columns")
                                + ") are no replica identity from PostgreSQL 18 on: each UPDATE and DELETE would fail there",
                        "give it a key: ALTER TABLE " + table.sql() + " ADD PRIMARY KEY (…)"
                                + (check.publishers().size() > 1 ? "; or set reverse.enabled: false" : ""));
            }
        }
    }

    private static boolean decidedBy(Facts facts, TableName table, By by) {
        return facts.plan()
                .decision(table.toString())
                .filter(decision -> decision.by() == by)
                .isPresent();
    }

    /** A name that is no table of the source is a slip of the pen. */
    private static void unknown(Facts facts, Preflight check) {
        Set<String> named = new TreeSet<>();
        facts.plan().tables().forEach(decision -> named.add(decision.table()));
        for (Place place : check.databases(Server.SOURCE)) {
            if (!named.isEmpty()) {
                facts.at(place).ask("tables").forEach(row -> named.remove(row.text("schema") + "." + row.text("name")));
            }
        }
        for (String table : named) {
            check.found(
                    TableChecks.UNKNOWN_TABLE,
                    "plan tables " + table,
                    "no database that moves has a table of this name");
        }
    }

    /** What the plan says about single tables must be possible with them. */
    private static void decisions(Facts facts, Preflight check, Place place) {
        if (facts.plan().tables().isEmpty()) {
            return;
        }
        for (Row row : facts.at(place).ask("tables")) {
            TableName table = new TableName(row.text("schema"), row.text("name"));
            TableDecision decision = facts.plan().decision(table.toString()).orElse(null);
            String why = decision == null ? null : unfit(facts, place, row, table, decision);
            if (why != null) {
                check.found(TableChecks.UNFIT, place + " " + table, why);
            }
        }
    }

    private static @Nullable String unfit(Facts facts, Place place, Row row, TableName table, TableDecision decision) {
        if (row.text("kind").equals("p")) {
            return "it is partitioned, and its rows lie in its partitions: name those";
        }
        if (row.flag("of_extension")) {
            return "it belongs to an extension: extensionTables says what happens with its rows";
        }
        if (row.text("persistence").equals("u")) {
            return "it is unlogged: unloggedTables says what happens with its rows";
        }
        switch (decision.by()) {
            case INDEX:
                return unfitIndex(facts, place, table, String.valueOf(decision.index()));
            case PAUSE:
                return referenced(facts, place, table);
            default:
                return Set.of("pk", "index").contains(row.text("verdict"))
                        ? "it has a key by which its rows are found: it needs no by: full"
                        : null;
        }
    }

    private static @Nullable String unfitIndex(Facts facts, Place place, TableName table, String index) {
        List<String> fit = new ArrayList<>();
        for (Row row : facts.at(place).ask("table-indexes")) {
            if (!table.equals(new TableName(row.text("schema"), row.text("name")))) {
                continue;
            }
            String why = row.maybe("unfit");
            if (row.text("index").equals(index)) {
                return why == null ? null : "the index " + index + " can be no replica identity: " + why;
            }
            if (why == null) {
                fit.add(row.text("index"));
            }
        }
        return "it has no index " + index + "; "
                + (fit.isEmpty()
                        ? "none of its indexes can be a replica identity"
                        : "those that could be a replica identity: " + fit);
    }

    /** Its rows come in the pause, those that refer to them before: the foreign key could not be made on the target. */
    private static @Nullable String referenced(Facts facts, Place place, TableName table) {
        List<String> by = new ArrayList<>();
        for (Row row : facts.at(place).ask("references")) {
            TableName from = new TableName(row.text("from_schema"), row.text("from_name"));
            boolean carried = row.text("from_persistence").equals("u")
                    ? CarriedTable.Kind.UNLOGGED.carried(facts.plan())
                    : facts.plan().leavesToPause(from.toString());
            if (table.equals(new TableName(row.text("schema"), row.text("name"))) && !carried) {
                by.add(from + " (" + row.text("constraint") + ")");
            }
        }
        return by.isEmpty()
                ? null
                : "it cannot be left to the pause, because tables that are not refer to it: " + String.join(", ", by);
    }

    private static void empty(Facts facts, Preflight check, Place place) {
        long relations = facts.at(place).one("contents").number("relations");
        if (relations > 0) {
            check.found(
                    TableChecks.NOT_EMPTY,
                    place.toString(),
                    "it holds " + relations + " tables, views or sequences already",
                    check.cluster(Server.TARGET),
                    "DROP DATABASE " + Identifier.quote(place.database()));
        }
        for (Row row : facts.at(place).ask("replication-objects")) {
            if (!row.text("kind").equals("schema")) {
                check.found(
                        TableChecks.NOT_EMPTY,
                        place + " " + row.text("kind") + " " + row.text("name"),
                        "it is left from something else, and rows might come or go by it",
                        place,
                        "DROP " + row.text("kind").toUpperCase(java.util.Locale.ROOT) + " "
                                + Identifier.quote(row.text("name")));
            }
        }
    }
}
