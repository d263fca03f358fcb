package io.pgbaton.steps;

import io.pgbaton.plan.Plan;
import io.pgbaton.plan.StatisticsUse;
import io.pgbaton.postgres.Carried;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.PlannerStatistics;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.time.Duration;

/**
 * Gathers the planner's statistics on the target, or takes them over from the source, while clients still work there: never inside
 * a pause (DOMAIN C.4).
 */
public final class AnalyzeTarget implements Step {
    private static final String WHAT = "statistics";
    private static final Undo NEEDLESS = Undo.needless("statistics harm nobody");

    @Override
    public String name() {
        return "analyze-target";
    }

    static boolean transfers(Plan plan) {
        return plan.statistics() == StatisticsUse.TRANSFER;
    }

    static PlannerStatistics statistics(Plan plan, String database) {
        return new PlannerStatistics(
                plan.name(), new Place(Server.SOURCE, database), new Place(Server.TARGET, database));
    }

    @Override
    public Work work(Facts facts) {
        boolean transfers = transfers(facts.plan());
        Duration limit = facts.plan().copy().timeout();
        Work.Builder work = Work.intending(
                transfers
                        ? "Take the planner's statistics over from the source, and gather those that it has not"
                        : "Gather the planner's statistics on the target");
        for (String database : facts.databases()) {
            if (transfers) {
                PlannerStatistics statistics = statistics(facts.plan(), database);
                work.move(transfer(facts, statistics).within(limit))
                        .move(Change.ensures(
                                        "analyze the rest of " + database,
                                        statistics.to(),
                                        statistics.gatherRest(),
                                        statistics.complete(),
                                        NEEDLESS)
                                .within(limit));
            } else {
                work.move(analyze(new Place(Server.TARGET, database)).within(limit));
            }
        }
        return work.build();
    }

    private static Change transfer(Facts facts, PlannerStatistics statistics) {
        Carried notes = new Carried(facts.plan().name());
        String token = Streams.token(facts, WHAT);
        return Change.ensures(
                "transfer statistics of " + statistics.to().database(),
                statistics.to(),
                statistics.transfer(Streams.version(facts, Server.SOURCE)).then(notes.note(WHAT, token)),
                notes.noted(statistics.to(), WHAT, token),
                NEEDLESS);
    }

    private static Change analyze(Place at) {
        return Change.ensures(
                "analyze " + at.database(),
                at,
                Sql.each("ANALYZE"),
                Probe.holds(
                        at,
                        "every table of " + at.database() + " is analyzed",
                        "SELECT NOT EXISTS (SELECT FROM pg_catalog.pg_stat_user_tables WHERE last_analyze IS NULL)"),
                NEEDLESS);
    }
}
