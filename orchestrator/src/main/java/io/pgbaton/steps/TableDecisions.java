package io.pgbaton.steps;

import io.pgbaton.plan.KeylessTables;
import io.pgbaton.plan.TableDecision;
import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What happens to each table of a database, and how large it is: for people who have to agree to it. */
final class TableDecisions {
    private static final List<String> COLUMNS =
            List.of("table", "rows (estimate)", "bytes", "index bytes", "what is done");

    private TableDecisions() {}

    static Table of(Facts facts, String database) {
        return new Table("Tables of " + database, COLUMNS, () -> rows(facts, new Place(Server.SOURCE, database)));
    }

    private static List<List<String>> rows(Facts facts, Place source) {
        Map<TableName, Row> sizes = new HashMap<>();
        facts.at(source).ask("table-sizes").forEach(row -> sizes.put(name(row), row));
        List<List<String>> rows = new ArrayList<>();
        for (Row table : facts.at(source).ask("tables")) {
            TableName name = name(table);
            Row size = sizes.get(name);
            if (size != null && !name.schema().equals(Streams.marker(facts).schema())) {
                rows.add(List.of(
                        name.toString(),
                        size.text("rows"),
                        size.text("bytes"),
                        size.text("index_bytes"),
                        decision(facts, table)));
            }
        }
        return rows;
    }

    private static TableName name(Row row) {
        return new TableName(row.text("schema"), row.text("name"));
    }

    private static String decision(Facts facts, Row table) {
        if (table.flag("of_extension")) {
            return "belongs to an extension, which brings it along";
        }
        if (table.text("persistence").equals("u")) {
            return facts.plan().unloggedTables() == UnloggedTables.COPY
                    ? "unlogged: its rows are carried in the pause"
                    : "unlogged: its definition moves, its rows are not replicated";
        }
        if (table.text("kind").equals("p")) {
            return "partitioned: its partitions are followed one by one";
        }
        TableDecision decision = facts.plan().decision(name(table).toString()).orElse(null);
        if (decision != null) {
            return decided(decision);
        }
        switch (table.text("verdict")) {
            case "pk":
                return "followed by its primary key";
            case "index":
                return "followed by its replica identity, the index " + table.maybe("identity_index");
            case "full":
                return "followed by whole rows, as it is set already";
            case "candidate_index":
                return "followed by the index " + table.text("candidate") + ", which becomes its replica identity";
            default:
                return facts.plan().tablesWithoutKey() == KeylessTables.FULL
                        ? "has no key: followed by whole rows (tablesWithoutKey: full)"
                        : "has no key: refused (tablesWithoutKey: refuse)";
        }
    }

    private static String decided(TableDecision decision) {
        switch (decision.by()) {
            case INDEX:
                return "followed by the index " + decision.index() + ", which becomes its replica identity (by: index)";
            case FULL:
                return "followed by whole rows: each row that changes is searched for in all of it (by: full)";
            default:
                return "not followed: all of it is copied in the pause (by: pause)";
        }
    }
}
