package io.pgbaton.steps;

import io.pgbaton.plan.LargeObjects;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What replication leaves out of a database and clients may have written: what the plan has a switch carry, and what nothing does
 * (DOMAIN E-11). Each is one line: the things by name, and why.
 *
 * @param carried only a switch takes it along
 * @param lost it stays on the server that has it
 */
public record Leftovers(List<String> carried, List<String> lost) {
    /** So many tables are named. */
    private static final int NAMED = 20;

    public Leftovers {
        carried = List.copyOf(carried);
        lost = List.copyOf(lost);
    }

    /** Reads what there is; throws {@link io.pgbaton.postgres.PostgresException}. */
    public static Leftovers of(Plan plan, Catalog catalog) {
        Map<CarriedTable.Kind, List<String>> names = new TreeMap<>();
        for (CarriedTable table : CarriedTable.all(plan, catalog)) {
            boolean carried = table.kind().carried(plan);
            if (carried || catalog.query(table.any()).get(0).flag("found")) {
                names.computeIfAbsent(table.kind(), kind -> new ArrayList<>())
                        .add(table.name().toString());
            }
        }
        List<String> carried = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        names.forEach((kind, tables) ->
                (kind.carried(plan) ? carried : lost).add("rows of " + listed(tables) + ": " + kind.words()));
        if (catalog.one("large-objects").number("objects") > 0) {
            (plan.largeObjects() == LargeObjects.COPY ? carried : lost)
                    .add("large objects: replication does not see them");
        }
        return new Leftovers(carried, lost);
    }

    private static String listed(List<String> tables) {
        int more = tables.size() - NAMED;
        return String.join(", ", tables.subList(0, Math.min(NAMED, tables.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
