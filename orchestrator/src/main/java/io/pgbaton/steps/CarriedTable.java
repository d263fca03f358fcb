package io.pgbaton.steps;

import io.pgbaton.plan.ExtensionTables;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.UnloggedTables;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Facts;
import java.util.ArrayList;
import java.util.List;

/**
 * A table whose rows replication leaves out and that a switch carries: unlogged, or an extension's with rows of its users.
 *
 * @param columns those that can be written, quoted
 * @param condition the WHERE clause that tells the users' rows from the extension's own; empty for all rows
 * @param bytes its size where it was looked at
 */
record CarriedTable(TableName name, boolean unlogged, String columns, String condition, long bytes) {
    private static final String UNLOGGED = "unlogged";

    /** The tables that the plan has carried, of one database as it is there now. */
    static List<CarriedTable> of(Facts facts, Place place) {
        Plan plan = facts.plan();
        boolean rows = plan.unloggedTables() == UnloggedTables.COPY;
        boolean extensions = plan.extensionTables() == ExtensionTables.COPY;
        List<CarriedTable> tables = new ArrayList<>();
        if (rows || extensions) {
            for (CarriedTable table : all(facts, place)) {
                if (table.unlogged() ? rows : extensions) {
                    tables.add(table);
                }
            }
        }
        return tables;
    }

    /** Every such table, whether the plan has it carried or not; our own is none. */
    static List<CarriedTable> all(Facts facts, Place place) {
        List<CarriedTable> tables = new ArrayList<>();
        for (Row row : facts.at(place).ask("carried-tables")) {
            if (!row.text("schema").equals(Streams.marker(facts).schema())) {
                tables.add(new CarriedTable(
                        new TableName(row.text("schema"), row.text("name")),
                        row.text("kind").equals(UNLOGGED),
                        row.text("columns"),
                        row.text("condition"),
                        row.number("bytes")));
            }
        }
        return tables;
    }

    /** Takes the rows away where they are to be written. */
    Sql empty() {
        return Sql.of("DELETE FROM ONLY " + name.sql() + where());
    }

    /** Writes the rows that the other server has. */
    Sql fill(Place from) {
        String into = "COPY " + name.sql() + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN";
        return Sql.fed(
                into,
                new Sql.Feed(from, "COPY (SELECT " + columns + " FROM ONLY " + name.sql() + where() + ") TO STDOUT"));
    }

    private String where() {
        return condition.isBlank() ? "" : " " + condition.strip();
    }
}
