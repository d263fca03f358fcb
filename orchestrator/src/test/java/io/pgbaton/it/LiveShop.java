package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.Server;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** The upgrade of a database that clients write to through PgBouncer: what happens to it in a switch is for the test to say. */
final class LiveShop implements AutoCloseable {
    static final String NAME = "shop";

    private static final int CLIENTS = 4;
    /**
     * What is left of a known weakness: a pool that was closed a moment ago begins a login when more clients write at once than
     * did since; PAUSE breaks off one that begins in its very millisecond, and PgBouncer refuses whoever comes then.
     */
    private static final String BROKEN_OFF = "cached error: pause mode";

    final Lab lab;
    final Rig rig;
    private final Duration patience;
    private Writer writer;

    /** @param patience how long clients may wait for a commit, whatever happens */
    LiveShop(Duration patience) {
        this.patience = patience;
        // Both report the same settings: what a client got from PgBouncer on one can be set on the other.
        lab = Lab.start(17, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
    }

    /** A plan of this lab, behind PgBouncer, with more lines. */
    PlanFile plan(String name, String database, String... more) {
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer(database)));
        lines.addAll(List.of(more));
        return rig.plan(name, "[" + database + "]", lines.toArray(String[]::new));
    }

    /** Clients begin to write. */
    void write() {
        writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                .clients(CLIENTS)
                .rate(60));
        goesOn();
    }

    /** Clients end, and the traffic is on the source again. */
    void rest() {
        rig.listen(event -> {});
        writer.stop();
        if (stage().phase() == Phase.SWITCHED_OVER) {
            rig.reach(NAME, Goal.SWITCHED_BACK);
        }
    }

    Stage stage() {
        return rig.journal.find(NAME).orElseThrow().stage();
    }

    /** Clients get their commits. */
    void goesOn() {
        long before = writer.acknowledged();
        await().atMost(patience).until(() -> writer.report().failed() > 0 || writer.acknowledged() > before + 10);
    }

    /** Clients end; they saw no error but the one that PgBouncer may cause by itself, waited less than this, and every row of theirs is on the server, once. */
    void exact(Server server, Duration wait) {
        Writer.Report report = writer.stop();
        System.out.println("the longest wait " + report.longestStall());
        List<Writer.Failure> refused = report.failures().stream()
                .filter(failure -> failure.message().contains(BROKEN_OFF))
                .toList();
        System.out.println(refused.size() + " refused because PAUSE broke off a login");
        assertThat(report.failures()).containsExactlyElementsOf(refused);
        assertThat(refused).as("of two pauses among a hundred").hasSizeLessThanOrEqualTo(2 * CLIENTS);
        assertThat(report.longestStall().millis())
                .as("the longest wait of a client, ms")
                .isLessThan(wait.toMillis());
        Writer.Verdict verdict = writer.verify(lab.url(server, "app"), "postgres", lab.password());
        assertThat(verdict.exact()).as(verdict.toString()).isTrue();
    }

    /** Does something the first time that an event is told. */
    void once(Predicate<UpgradeEvent> when, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        rig.listen(event -> {
            if (when.test(event) && done.compareAndSet(false, true)) {
                what.run();
            }
        });
    }

    @Override
    public void close() {
        rig.close();
        lab.close();
    }
}
