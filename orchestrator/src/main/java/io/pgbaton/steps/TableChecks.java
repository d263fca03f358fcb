package io.pgbaton.steps;

import static io.pgbaton.step.Check.Topic.TABLES;

import io.pgbaton.step.Check;
import java.util.List;

/** What the preflight knows about tables. */
final class TableChecks {
    private static final String ITSELF =
            "compares whole rows with tablesWithoutKey: full, or for single tables what tables says:"
                    + " by: index, by: full, or by: pause";

    static final Check CANDIDATE = TABLES.info(
                    "PF-R02",
                    "A table without a primary key, but with a unique index that can stand in",
                    "Rows that are changed are found by it on the other server.")
            .itself("sets it as replica identity for the time of the upgrade");
    static final Check KEYLESS = TABLES.block(
                    "PF-R03",
                    "A table without a key",
                    "Once the table is published, each UPDATE and DELETE on it fails.")
            .mend("ALTER TABLE … ADD PRIMARY KEY (…)")
            .itself(ITSELF);
    static final Check UNKNOWN_TABLE = TABLES.block(
                    "PF-R03-name",
                    "A name in the plan's tables that no table has",
                    "The table that was meant is refused, or another one is meant.")
            .mend("correct the name in the plan, or take it out");
    static final Check UNFIT = TABLES.block(
                    "PF-R03-unfit",
                    "What the plan's tables says does not fit the table",
                    "It cannot be done, or the table needs nothing of the kind.")
            .mend("correct the plan's tables");
    static final Check COPIED_WHOLE = TABLES.info(
                    "PF-R03-copied",
                    "A table that the plan leaves to the pause",
                    "All of it is copied while clients wait: the larger it is, the longer the pause.")
            .itself("leaves it out of the publication and copies it in the pause, with by: pause in tables");
    static final Check WHOLE_ROWS = TABLES.info(
                    "PF-R04",
                    "A table whose rows are compared as a whole",
                    "The publisher writes the whole old row into its WAL at each UPDATE and DELETE, and of equal rows any one is taken.")
            .mend("ALTER TABLE … ADD PRIMARY KEY (…)");
    static final Check INCOMPARABLE = TABLES.block(
                    "PF-R05",
                    "Whole rows with a column that cannot be compared",
                    "Applying stops with \"could not identify an equality operator\".")
            .mend("ALTER TABLE … ADD PRIMARY KEY (…)");
    static final Check SLOW_ROWS = TABLES.info(
                    "PF-R06",
                    "Whole rows in a large table",
                    "Each UPDATE and DELETE reads the whole table on the other server, so that it may never catch up.")
            .mend("ALTER TABLE … ADD PRIMARY KEY (…)");
    static final Check NOTHING = TABLES.block(
                    "PF-R08",
                    "A replica identity of NOTHING",
                    "Once the table is published, each UPDATE and DELETE on it fails.")
            .mend("ALTER TABLE … REPLICA IDENTITY DEFAULT")
            .itself(ITSELF);
    static final Check DEFERRABLE = TABLES.block(
                    "PF-R09",
                    "A key that is deferrable",
                    "A deferrable key tells no rows apart: once the table is published, each UPDATE and DELETE on it fails.")
            .mend("CREATE UNIQUE INDEX … and ALTER TABLE … REPLICA IDENTITY USING INDEX …")
            .itself(ITSELF);
    static final Check LOST_INDEX = TABLES.block(
                    "PF-R10",
                    "A replica identity whose index is gone",
                    "Once the table is published, each UPDATE and DELETE on it fails.")
            .mend("ALTER TABLE … REPLICA IDENTITY DEFAULT")
            .itself(ITSELF);
    static final Check GENERATED = TABLES.block(
                    "PF-R11",
                    "A replica identity with a generated column",
                    "Generated columns are not sent, so that rows could not be found on the other server.")
            .mend("ALTER TABLE … REPLICA IDENTITY USING INDEX … of columns that are not generated")
            .on("12 and later");
    static final Check PARTITIONED = TABLES.info(
                    "PF-R16",
                    "A partitioned table",
                    "Rows travel from partition to partition: one that is attached during the upgrade must be made on both servers.")
            .mend("hold partition maintenance back until the upgrade is finished");
    static final Check UNLOGGED = TABLES.hazard(
                    "PF-R18", "An unlogged table", "Its rows are not replicated; it is empty on the target.")
            .mend("ALTER TABLE … SET LOGGED, or unloggedTables: copy or empty")
            .itself("carries its rows in the pause with unloggedTables: copy");
    static final Check SYSTEM_TABLE = TABLES.block(
                    "PF-R26",
                    "A table of yours in a system schema",
                    "pg_dump leaves it out and no publication takes it: it would be lost without a word.")
            .mend("ALTER TABLE … SET SCHEMA …");
    static final Check NOT_EMPTY = TABLES.block(
                    "PF-T10",
                    "A target that is not empty",
                    "The copy appends: rows would be doubled, or the copy fails at the first key.")
            .mend("DROP DATABASE … on the target");

    static final List<Check> ALL = List.of(
            CANDIDATE,
            KEYLESS,
            UNKNOWN_TABLE,
            UNFIT,
            COPIED_WHOLE,
            WHOLE_ROWS,
            INCOMPARABLE,
            SLOW_ROWS,
            NOTHING,
            DEFERRABLE,
            LOST_INDEX,
            GENERATED,
            PARTITIONED,
            UNLOGGED,
            SYSTEM_TABLE,
            NOT_EMPTY);

    private TableChecks() {}
}
