package io.pgbaton.steps;

import io.pgbaton.plan.LargeObjects;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Carried;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Carries under the fence what replication leaves out and the plan wants: rows of unlogged tables, of tables that the plan leaves to
 * the pause, and users' rows in tables of extensions, which replace those that the other server has, and the large objects that were
 * written since they were copied (DOMAIN PF-R03, PF-R18, PF-E02, PF-R21). As many rows must be written as were read.
 */
public final class CarryLeftovers implements Step {
    /** Triggers have fired where the rows were written, and references hold once all tables are filled. */
    private static final String NO_TRIGGERS = "SET LOCAL session_replication_role = replica";

    private static final Sql READING = Sql.of(
            NO_TRIGGERS,
            "SET LOCAL lc_monetary = 'C'",
            "SET LOCAL IntervalStyle = postgres",
            "SET LOCAL xmloption = content");

    private static final String WHAT = "rows that replication leaves out";

    private final Server from;

    public CarryLeftovers(Server from) {
        this.from = from;
    }

    /** Whether the plan has anything carried. */
    static boolean wanted(Plan plan) {
        return CarriedTable.Kind.anyCarried(plan) || largeObjects(plan);
    }

    static boolean largeObjects(Plan plan) {
        return plan.largeObjects() == LargeObjects.COPY;
    }

    @Override
    public String name() {
        return "carry-leftovers";
    }

    /** From which transaction on large objects are new. */
    @Override
    public boolean carriesFigures() {
        return true;
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending(
                "Carry what replication leaves out to the " + from.other().word());
        List<Change> changes = new ArrayList<>();
        for (String database : facts.databases()) {
            Place place = new Place(from, database);
            List<CarriedTable> tables = facts.exists(place) ? CarriedTable.of(facts, place) : List.of();
            if (!tables.isEmpty()) {
                Place to = new Place(from.other(), database);
                work.requires(sameColumns(place, to, tables));
                changes.add(carry(facts, place, to, tables));
            }
        }
        if (!changes.isEmpty()) {
            work.move(Together.everywhere("rows", changes));
        }
        if (largeObjects(facts.plan())) {
            work.move(Together.everywhere(
                    "large objects",
                    facts.databases().stream()
                            .map(database -> CopyLargeObjects.carry(facts, from, database, "in the pause"))
                            .toList()));
            facts.databases()
                    .forEach(database -> work.proves(
                            CopyLargeObjects.objects(facts, from, database).same()));
        }
        return work.build();
    }

    private static Change carry(Facts facts, Place place, Place to, List<CarriedTable> tables) {
        Carried notes = new Carried(facts.plan().name());
        String token = Streams.token(facts, "carried");
        Sql sql = READING;
        List<String> whole = tables.stream()
                .filter(CarriedTable::whole)
                .map(table -> table.name().sql())
                .toList();
        if (!whole.isEmpty()) {
            sql = sql.then(Sql.of("TRUNCATE ONLY " + String.join(", ONLY ", whole)));
        }
        for (CarriedTable table : tables) {
            sql = (table.whole() ? sql : sql.then(table.empty())).then(table.fill(place));
        }
        return Change.ensures(
                "carry " + tables.size() + " tables of " + place.database(),
                to,
                sql.then(notes.note(WHAT, token)),
                notes.noted(to, WHAT, token),
                Undo.needless("they are carried anew by the next switch"));
    }

    /** Found out while clients still work: a column that only one server has would stop the copy in the pause. */
    private static Probe sameColumns(Place one, Place other, List<CarriedTable> tables) {
        String sql = tables.stream()
                .map(table -> "SELECT pg_catalog.format('%s (%s)', "
                        + Identifier.literal(table.name().toString())
                        + ", pg_catalog.string_agg(a.attname, ', ' ORDER BY a.attname COLLATE \"C\"))"
                        + " FROM pg_catalog.pg_attribute a WHERE a.attrelid = pg_catalog.to_regclass("
                        + Identifier.literal(table.name().sql())
                        + ") AND a.attnum > 0 AND NOT a.attisdropped"
                        + " AND coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') = ''")
                .collect(Collectors.joining(" UNION ALL "));
        return new Probe.Same(
                one,
                sql,
                other,
                sql,
                "the tables that are carried to " + other + " have the same columns there",
                "give them the same columns; where an extension's version differs, bring both to the same one with"
                        + " ALTER EXTENSION … UPDATE");
    }
}
