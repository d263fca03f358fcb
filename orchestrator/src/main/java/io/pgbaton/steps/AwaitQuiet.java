package io.pgbaton.steps;

import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits for a good moment: the pause never begins while a backlog stands, for clients would wait until it is applied. The
 * subscription commits durably for the while, so that its lag is what it says and not what the WAL writer has yet to report
 * (it would be 0.2 s behind for ever), and the slot of the way back is kept fresh, for a long rest would have to be decoded
 * in the pause.
 */
public final class AwaitQuiet implements Step {
    /** Longer than this, and the slots of the way back and of the audit would grow old. */
    private static final Duration STABLE = Duration.ofSeconds(1);
    /** What a look into the audit slot may have to read: some milliseconds. */
    private static final long CLOSE = 1 << 18;

    private final Server publisher;

    public AwaitQuiet(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "await-quiet";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending(
                "Wait for a moment in which the " + publisher.other().word() + " is close behind");
        List<Await> lags = new ArrayList<>();
        List<Await> slots = new ArrayList<>();
        for (Stream stream : Streams.from(facts, publisher)) {
            Place subscriber = stream.subscriberPlace();
            Place from = stream.publisherPlace();
            work.proves(new SlotMark(stream).intact(Streams.version(facts, publisher)))
                    .proves(Sealing.of(facts, from).unbroken(from));
            work.move(Change.ensures(
                    "confirm at once what comes into " + stream.database(),
                    subscriber,
                    stream.subscription().confirmAtOnce(),
                    stream.subscription().confirmsAtOnce(subscriber),
                    Undo.with(stream.subscription().confirmLater())));
            lags.add(lag(facts, stream));
            AuditSlot audit = new AuditSlot(stream);
            slots.add(Await.until(
                            "the audit slot of " + stream.database() + " begins close behind",
                            audit.close(CLOSE).orElse("try again in a calmer moment"),
                            facts.plan().limits().lockTimeout())
                    .nudging(audit.at(), audit.advance()));
        }
        return work.move(Together.everywhere("lags", lags))
                .move(Together.everywhere("slots", slots))
                .build();
    }

    private Await lag(Facts facts, Stream stream) {
        Await lag = Await.until(
                        "lag of " + stream.database(),
                        Lag.atMost(
                                        stream,
                                        facts.plan().catchUp().maxLag(),
                                        facts.plan().switchover().maxDelay())
                                .orElse("wait for a quieter hour, or raise switchover.maxDelay or catchUp.maxLag"),
                        facts.plan().switchover().waitForQuiet())
                .stableFor(least(facts.plan().catchUp().stableFor()));
        Stream other = new Stream(stream.upgrade(), stream.database(), publisher.other());
        return facts.plan().reverse().enabled()
                ? lag.nudging(other.publisherPlace(), other.slot().advanceIfIdle())
                : lag;
    }

    private static Duration least(Duration stable) {
        return stable.compareTo(STABLE) < 0 ? stable : STABLE;
    }
}
