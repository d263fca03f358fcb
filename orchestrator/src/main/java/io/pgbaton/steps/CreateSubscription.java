package io.pgbaton.steps;

import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Sql;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.Subscription;
import io.pgbaton.step.Change;
import io.pgbaton.step.Facts;
import io.pgbaton.step.Step;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;

/** Subscribes the target to the source: the slot first, then the subscription, which starts the initial copy (LAW-3). */
public final class CreateSubscription implements Step {
    private static final String WORKERS = "max_sync_workers_per_subscription";

    @Override
    public String name() {
        return "create-subscription";
    }

    @Override
    public Work work(Facts facts) {
        Work.Builder work = Work.intending("Subscribe the target to the source and start the initial copy");
        copyWorkers(facts, work);
        for (Stream stream : Streams.from(facts, Server.SOURCE)) {
            work.move(Change.creates(
                                    "create the forward slot of " + stream.database(),
                                    stream.publisherPlace(),
                                    new SlotMark(stream).create(),
                                    stream.slot().exists(stream.publisherPlace()),
                                    Undo.with(new SlotMark(stream).drop()))
                            .untilFinish())
                    .move(Change.creates(
                                    "create the forward subscription of " + stream.database(),
                                    stream.subscriberPlace(),
                                    Subscribing.sql(facts, stream, Subscription.Start.COPYING),
                                    stream.subscription().exists(stream.subscriberPlace()),
                                    Undo.with(stream.subscription().drop()))
                            .untilFinish());
        }
        return work.build();
    }

    /** The number of tables copied at the same time is a setting of the server (DOMAIN PF-T02). */
    private static void copyWorkers(Facts facts, Work.Builder work) {
        // nobody else may set it, nor read what the server's files say of it
        if (!Streams.superuser(facts, Server.TARGET)) {
            return;
        }
        Row setting = facts.cluster(Server.TARGET).one("setting", WORKERS);
        int wanted = facts.plan().copy().workers();
        if (setting.number("setting") == wanted) {
            return;
        }
        String before = setting.maybe("in_auto_conf");
        String reload = "SELECT pg_catalog.pg_reload_conf()";
        String back = before == null
                ? "ALTER SYSTEM RESET " + WORKERS
                : "ALTER SYSTEM SET " + WORKERS + " = " + Long.parseLong(before);
        Place at = facts.clusterPlace(Server.TARGET);
        work.move(Change.ensures(
                        "copy " + wanted + " tables at the same time",
                        at,
                        Sql.each("ALTER SYSTEM SET " + WORKERS + " = " + wanted, reload),
                        Probe.holds(
                                at,
                                WORKERS + " is " + wanted,
                                "SELECT pg_catalog.current_setting('" + WORKERS + "')::int = " + wanted),
                        Undo.with(Sql.each(back, reload)))
                .untilFinish());
    }
}
