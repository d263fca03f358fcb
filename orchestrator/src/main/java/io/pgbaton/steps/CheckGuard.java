package io.pgbaton.steps;

import io.pgbaton.plan.DdlGuarding;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.util.List;

/** Whether the guard of the source's schema can be made, where the plan wants one: event triggers are a superuser's. */
public final class CheckGuard implements Step {
    @Override
    public String name() {
        return "check-guard";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Look whether the schema of the source can be guarded");
        if (facts.plan().ddlGuard() != DdlGuarding.OFF && !Streams.superuser(facts, Server.SOURCE)) {
            work.finding(new Finding(
                    ObjectChecks.GUARD,
                    facts.plan().source().user(),
                    "ddlGuard needs event triggers on the source, which only a superuser may make",
                    ObjectChecks.GUARD.remedy()));
            facts.databases().stream()
                    .map(database -> new Place(Server.SOURCE, database))
                    .filter(facts::exists)
                    .forEach(place -> work.requires(trial(facts, place)));
        }
        return work.build();
    }

    /** A managed service may let others make them too. */
    private static Probe trial(Facts facts, Place place) {
        String user = facts.plan().source().user();
        return new Probe.Allows(
                place,
                List.of(new Probe.Right(ObjectChecks.GUARD.id(), user)),
                Sql.of(
                        "CREATE SCHEMA pgbaton_trial",
                        "CREATE FUNCTION pgbaton_trial.guard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
                        "CREATE EVENT TRIGGER pgbaton_trial ON sql_drop EXECUTE FUNCTION pgbaton_trial.guard()"),
                facts.plan().limits().lockTimeout(),
                user + " may create event triggers in " + place + ", tried and rolled back",
                null);
    }
}
