package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Status;
import io.pgbaton.postgres.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A whole upgrade, there and back and there again, while clients write through PgBouncer all the time. */
final class WholeUpgrade {
    private static final String NAME = "shop";

    private WholeUpgrade() {}

    /** On the servers of {@code lab}, which is left to the caller to close. */
    static void on(Lab lab) {
        try (Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "shop.sql");
            Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
            rig.sql(SOURCE, "app", "ALTER ROLE shop_app PASSWORD '" + lab.password() + "'");
            rig.upgrades.add(rig.plan(NAME, "[app]", rig.behindPgBouncer("app")));
            Writer writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                    .clients(8)
                    .rate(200));
            await().until(() -> writer.acknowledged() > 100);

            reach(rig, Goal.IN_SYNC);
            reach(rig, Goal.SWITCHED_OVER);
            writesOn(rig, writer, TARGET);
            reach(rig, Goal.SWITCHED_BACK);
            writesOn(rig, writer, SOURCE);
            reach(rig, Goal.SWITCHED_OVER);
            writesOn(rig, writer, TARGET);

            Writer.Report report = writer.stop();
            assertThat(report.failures()).isEmpty();
            assertThat(report.servers()).hasSize(4);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> sameRows(lab));
            reach(rig, Goal.FINISHED);

            Writer.Verdict verdict = writer.verify(lab.url(TARGET, "app"), "postgres", lab.password());
            assertThat(verdict.exact()).as(verdict.toString()).isTrue();
            assertThat(rig.report(NAME))
                    .as("the parts of each pause, and what proves that nothing was lost")
                    .containsPattern("\\| pause-traffic \\| [0-9.]+ \\|\\n\\| freeze-writes \\| [0-9.]+ \\|\\n")
                    .containsPattern("#### Evidence\\n\\n(- .*\\n)*- prove-silence: silence of app: marker [0-9]+.*"
                            + ", confirmed by the subscriber up to [0-9A-F]+/[0-9A-F]+");
            assertThat(rig.query(SOURCE, "app", "SHOW default_transaction_read_only"))
                    .as("the old server stays fenced")
                    .isEqualTo(List.of("on"));
        }
    }

    /** The way back is kept up to date: what clients wrote on the new server is on the old one, row by row. */
    private static void sameRows(Lab lab) throws SQLException {
        Comparison comparison = Comparison.of(
                lab.login(SOURCE, "app"),
                lab.login(TARGET, "app"),
                "shop.customers",
                "shop.orders",
                "shop.order_lines",
                "shop.products",
                "writer.ledger",
                "writer.balance",
                "writer.parked",
                "writer.ticket");
        assertThat(comparison.differences()).isEmpty();
    }

    private static void reach(Rig rig, Goal goal) {
        Outcome outcome = rig.run(NAME, goal);
        assertThat(outcome.kind())
                .as(outcome.message() + "\n" + outcome.findings())
                .isEqualTo(Outcome.Kind.DONE);
    }

    /** Clients write on the server, and rows of other sessions too find their generated keys free. */
    private static void writesOn(Rig rig, Writer writer, Server server) {
        long before = writer.acknowledged();
        await().until(() -> writer.acknowledged() > before + 50);
        assertThat(rig.query(server, "app", "SHOW default_transaction_read_only"))
                .isEqualTo(List.of("off"));
        rig.sql(
                server,
                "app",
                "INSERT INTO shop.customers (email, name, country) SELECT 'c' || clock_timestamp(), 'New', 'NZ'",
                "INSERT INTO shop.products (sku, title, price, stock) SELECT 'p' || clock_timestamp(), 'New', 1, 1");
        assertThat(rig.upgrades.watch(NAME))
                .as("what clients wrote right before the fence is no stray write")
                .isEmpty();
        Status.Switch last =
                java.util.Objects.requireNonNull(rig.upgrades.remembered(NAME).switchover());
        assertThat(last.pauseMillis()).isPositive();
    }
}
