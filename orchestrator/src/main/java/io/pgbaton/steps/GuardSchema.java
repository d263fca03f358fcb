package io.pgbaton.steps;

import io.pgbaton.plan.DdlGuarding;
import io.pgbaton.postgres.DdlGuard;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Sql;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Refuses or writes down the DDL of others on the source, where the plan wants it: DDL is not replicated (DOMAIN PF-O07). */
public final class GuardSchema implements Step {
    @Override
    public String name() {
        return "guard-schema";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Guard the schema of the source, where the plan wants it");
        DdlGuarding guarding = facts.plan().ddlGuard();
        if (guarding == DdlGuarding.OFF) {
            return work.build();
        }
        DdlGuard guard = new DdlGuard(facts.plan().name());
        Sql create = guarding == DdlGuarding.REFUSE ? guard.refusing() : guard.recording();
        for (String database : facts.databases()) {
            Place source = new Place(Server.SOURCE, database);
            work.move(Change.creates(
                            "guard the schema of " + database,
                            source,
                            create,
                            guard.exists(source),
                            Undo.with(guard.drop()))
                    .untilFinish());
        }
        return work.build();
    }
}
