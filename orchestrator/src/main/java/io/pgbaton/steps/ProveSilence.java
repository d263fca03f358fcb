package io.pgbaton.steps;

import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.time.Duration;

/**
 * Proves after the drain that no write slipped through behind the marker: by the transaction ids that the server gave out,
 * and where those do not tell, by looking into the audit slot (DOMAIN D-20, D-21).
 */
public final class ProveSilence implements Step {
    /** Commits that nobody waits for are flushed within three times wal_writer_delay, 600 ms unless it was raised. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Server publisher;

    public ProveSilence(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "prove-silence";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Prove that nothing was written on the " + publisher.word() + " meanwhile");
        Duration budget = facts.plan().switchover().freezeBudget();
        for (Stream stream : Streams.from(facts, publisher)) {
            work.move(Await.until(
                    "silence of " + stream.database(),
                    new AuditSlot(stream).silent(),
                    budget.compareTo(PATIENCE) < 0 ? budget : PATIENCE));
        }
        return work.build();
    }
}
