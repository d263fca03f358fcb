package io.pgbaton.steps;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.SchemaDump.Entry;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.TableName;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.util.HashSet;
import java.util.Set;

/** Fills the materialized views that hold rows on the source, in pg_dump's order, which is that of their dependencies (PF-R20). */
public final class RefreshMaterializedViews implements Step {
    @Override
    public String name() {
        return "refresh-materialized-views";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Fill the materialized views");
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            Set<TableName> filled = new HashSet<>();
            for (Row view : facts.at(source).ask("matviews")) {
                filled.add(new TableName(view.text("schema"), view.text("name")));
            }
            if (!filled.isEmpty()) {
                for (Entry entry : Schema.of(facts, database).before()) {
                    TableName view = new TableName(entry.schema(), entry.name());
                    if (entry.type().equals("MATERIALIZED VIEW") && filled.contains(view)) {
                        work.move(refresh(facts, new Place(Server.TARGET, database), view));
                    }
                }
            }
        }
        return work.build();
    }

    private static Change refresh(Facts facts, Place at, TableName view) {
        return Change.ensures(
                        "fill " + view + " in " + at.database(),
                        at,
                        Sql.of("REFRESH MATERIALIZED VIEW " + view.sql()),
                        Probe.holds(
                                at,
                                view + " is filled",
                                "SELECT relispopulated FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass("
                                        + Identifier.literal(view.sql()) + ")"),
                        Undo.needless("its rows go with the schema"))
                .within(facts.plan().copy().timeout());
    }
}
