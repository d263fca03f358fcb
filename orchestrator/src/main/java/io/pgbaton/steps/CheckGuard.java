package io.pgbaton.steps;

import io.pgbaton.plan.DdlGuarding;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;

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
                    "let pgbaton log in as a superuser there, or set ddlGuard: off"));
        }
        return work.build();
    }
}
