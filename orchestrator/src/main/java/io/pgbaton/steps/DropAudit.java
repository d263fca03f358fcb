package io.pgbaton.steps;

import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Drops the audit slots on the server that has got the traffic: there, every write is a right one, and the slot would only
 * keep its log. Those on the fenced server stay and watch it until finish (DOMAIN D-24).
 */
public final class DropAudit implements Step {
    private final Server server;

    public DropAudit(Server server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "drop-audit";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Stop watching the " + server.word() + ", where clients write again");
        for (Stream stream : Streams.from(facts, server)) {
            AuditSlot audit = new AuditSlot(stream);
            work.move(Change.ensures(
                    "drop the audit slot of " + stream.database(),
                    audit.at(),
                    audit.drop(),
                    audit.gone(),
                    Undo.needless("the next switch makes a new one")));
        }
        return work.build();
    }
}
