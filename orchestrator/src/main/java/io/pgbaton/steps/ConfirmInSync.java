package io.pgbaton.steps;

import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Backlog;
import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Stream;
import io.pgbaton.step.Await;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Work;
import java.time.Duration;
import java.util.stream.Collectors;

/** Asks once more, right before the switch, whatever would make it fail or lose rows. */
public final class ConfirmInSync implements Step {
    /** A worker that was just told to start may wait for wal_retrieve_retry_interval, 5 seconds unless it was changed. */
    private static final Duration FOLLOWING = Duration.ofSeconds(12);
    /** A worker that fails again and again is there for a moment each time. */
    private static final Duration STAYS = Duration.ofMillis(700);

    private static final String SEQUENCES =
            "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND c.relpersistence <> 't'";

    private final Server publisher;

    public ConfirmInSync(Server publisher) {
        this.publisher = publisher;
    }

    @Override
    public String name() {
        return "confirm-in-sync";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work =
                Work.intending("Make sure that the " + publisher.other().word() + " has every table");
        if (publisher == Server.TARGET && !facts.plan().reverse().enabled()) {
            return work.finding(new io.pgbaton.step.Finding(
                            SwitchChecks.NO_WAY_BACK,
                            facts.plan().name(),
                            "the plan keeps no way back (reverse.enabled is false)",
                            "finish the upgrade; to go back, start a new one in the other direction"))
                    .build();
        }
        for (Stream stream : Streams.from(facts, publisher)) {
            work.move(Await.until("following of " + stream.database(), new Backlog(stream).taken(), FOLLOWING)
                    .stableFor(STAYS));
        }
        for (Stream stream : Streams.from(facts, publisher)) {
            if (facts.plan().publication() == io.pgbaton.plan.Publishing.LISTED) {
                work.requires(published(facts.plan(), stream));
            }
            work.requires(stream.publication().intact(stream.publisherPlace()))
                    .requires(new SlotMark(stream).intact(Streams.version(facts, publisher)))
                    .requires(stream.subscription().intact(stream.subscriberPlace()))
                    .requires(stream.subscription().enabled(stream.subscriberPlace()))
                    .requires(stream.subscription().ready(stream.subscriberPlace()))
                    .requires(stream.subscription().complete(stream.subscriberPlace(), stream.publisherPlace()))
                    .requires(new Probe.Same(
                            stream.publisherPlace(),
                            SEQUENCES,
                            stream.subscriberPlace(),
                            SEQUENCES,
                            "both servers have the same sequences in " + stream.database(),
                            "create the missing sequence with the same definition, or drop it on both"))
                    .requires(
                            Probe.holds(
                                            stream.publisherPlace(),
                                            "no transaction is prepared in " + stream.database(),
                                            "SELECT count(*) = 0, count(*) || ' prepared transactions' FROM pg_catalog.pg_prepared_xacts"
                                                    + " WHERE database = pg_catalog.current_database()")
                                    .orElse(
                                            "COMMIT PREPARED or ROLLBACK PREPARED each of them: they would stay behind (PF-O03)"));
        }
        return work.build();
    }

    /** A publication that lists its tables does not know one that was created since (DOMAIN PF-O07). */
    private static Probe published(Plan plan, Stream stream) {
        String paused = plan.leftToPause().stream().map(Identifier::literal).collect(Collectors.joining(", "));
        return new Probe.Same(
                stream.publisherPlace(),
                "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c"
                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_'"
                        + " AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
                        + " WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
                        + (paused.isEmpty() ? "" : " AND n.nspname || '.' || c.relname NOT IN (" + paused + ")"),
                stream.publisherPlace(),
                "SELECT schemaname || '.' || tablename FROM pg_catalog.pg_publication_tables WHERE pubname = "
                        + Identifier.literal(stream.publication().name()),
                "every table of " + stream.database() + " is published",
                "create the new table on both servers, add it to the publication "
                        + stream.publication().name() + ", and refresh the subscription");
    }
}
