package io.pgbaton.steps;

import io.pgbaton.plan.OpenTransactions;
import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/**
 * Makes the audit slots on the server that has the traffic, right before the pause: a fresh slot has little to decode, and
 * making it may have to wait for transactions (DOMAIN D-21, LAW-4).
 */
public final class PrepareAudit implements Step {
    /** What a look into the slot may have to read: some milliseconds. */
    private static final long CLOSE = 1 << 20;

    private final Server publisher;

    public PrepareAudit(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "prepare-audit";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending(
                "Prepare the proof that nothing is written on the " + publisher.word() + " behind the freeze");
        for (Stream stream : Streams.from(facts, publisher)) {
            AuditSlot audit = new AuditSlot(stream);
            work.move(unhindered(facts, audit))
                    .move(Change.creates(
                                    "create the audit slot of " + stream.database(),
                                    audit.at(),
                                    audit.create(),
                                    audit.exists(),
                                    Undo.with(audit.drop()))
                            .untilFinish())
                    .move(Await.until(
                                    "the audit slot of " + stream.database() + " is close",
                                    audit.close(CLOSE)
                                            .orElse("the server writes faster than its log can be decoded: try again in"
                                                    + " a calmer moment"),
                                    facts.plan().limits().lockTimeout())
                            .nudging(audit.at(), audit.advance()));
        }
        return work.build();
    }

    /** The plan says whether long transactions are waited for or ended; a pause would meet them too. */
    private static Await unhindered(Facts facts, AuditSlot audit) {
        Await await = Await.until(
                "long transactions before the audit slot of " + audit.at().database(),
                audit.unhindered().orElse("end these transactions, or set openTransactions: terminate"),
                facts.plan().switchover().waitForQuiet());
        return facts.plan().switchover().openTransactions() == OpenTransactions.TERMINATE
                ? await.nudging(audit.at(), audit.unhinder())
                : await;
    }
}
