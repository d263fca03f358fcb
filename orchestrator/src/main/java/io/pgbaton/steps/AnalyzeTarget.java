package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Gathers the planner's statistics on the target while clients still work on the source: never inside a pause (DOMAIN C.4). */
public final class AnalyzeTarget implements Step {
    @Override
    public String name() {
        return "analyze-target";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Gather the planner's statistics on the target");
        for (String database : facts.databases()) {
            Place at = new Place(Server.TARGET, database);
            work.move(Change.ensures(
                            "analyze " + database,
                            at,
                            Sql.each("ANALYZE"),
                            Probe.holds(
                                    at,
                                    "every table of " + database + " is analyzed",
                                    "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_stat_user_tables WHERE last_analyze IS NULL)"),
                            Undo.needless("statistics harm nobody"))
                    .within(facts.plan().copy().timeout()));
        }
        return work.build();
    }
}
