package io.pgbaton.steps;

import io.pgbaton.plan.ExtensionTables;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Catalog;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table whose rows replication leaves out and that a switch can carry.
 *
 * @param columns those that can be written, quoted
 * @param condition the WHERE clause that tells the users' rows from the extension's own; empty for all rows
 * @param bytes its size where it was looked at
 */
record CarriedTable(TableName name, Kind kind, String columns, String condition, long bytes) {
    /** Why replication leaves it out. */
    enum Kind {
        /** It writes no WAL. */
        UNLOGGED("it is unlogged"),
        /** The plan leaves it to the pause, and so it is not published. */
        PAUSED("the plan leaves it to the pause"),
        /** An extension keeps rows of its users in it. */
        EXTENSION("an extension keeps rows of yours in it");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The reason, as a sentence. */
        String words() {
            return words;
        }

        /** Whether the plan has tables of this kind carried. */
        boolean carried(Plan plan) {
            switch (this) {
                case UNLOGGED:
                    return plan.unloggedTables() == UnloggedTables.COPY;
                case EXTENSION:
                    return plan.extensionTables() == ExtensionTables.COPY;
                default:
                    return !plan.leftToPause().isEmpty();
            }
        }

        /** Whether any kind of table is to be carried. */
        static boolean anyCarried(Plan plan) {
            return List.of(values()).stream().anyMatch(kind -> kind.carried(plan));
        }
    }

    /** The tables that the plan has carried, of one database as it is there now. */
    static List<CarriedTable> of(Facts facts, Place place) {
        Plan plan = facts.plan();
        return Kind.anyCarried(plan)
                ? all(plan, facts.at(place)).stream()
                        .filter(table -> table.kind().carried(plan))
                        .toList()
                : List.of();
    }

    /** Every such table of a database, whether the plan has it carried or not; our own is none. */
    static List<CarriedTable> all(Plan plan, Catalog catalog) {
        String ours = new Marker(plan.name()).schema();
        List<CarriedTable> tables = new ArrayList<>();
        for (Row row : catalog.ask("carried-tables", String.join("\n", plan.leftToPause()))) {
            if (!row.text("schema").equals(ours)) {
                tables.add(new CarriedTable(
                        new TableName(row.text("schema"), row.text("name")),
                        Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                        row.text("columns"),
                        row.text("condition"),
                        row.number("bytes")));
            }
        }
        return tables;
    }

    /** Whether every row of it is carried, and not only some of them. */
    boolean whole() {
        return kind != Kind.EXTENSION;
    }

    /** Takes the rows away where they are to be written. */
    Sql empty() {
        return Sql.of("DELETE FROM ONLY " + name.sql() + where());
    }

    /** Writes the rows that the other server has; fails unless it writes as many as it reads. */
    Sql fill(Place from) {
        String into = "COPY " + name.sql() + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN";
        return Sql.fed(into, new Sql.Feed(from, "COPY (SELECT " + columns + rows() + ") TO STDOUT"));
    }

    /** Whether there is any such row. */
    String any() {
        return "SELECT EXISTS (SELECT" + rows() + ") AS found";
    }

    private String rows() {
        return " FROM ONLY " + name.sql() + where();
    }

    private String where() {
        return condition.isBlank() ? "" : " " + condition.strip();
    }
}
