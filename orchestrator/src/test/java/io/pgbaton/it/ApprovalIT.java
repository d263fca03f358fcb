package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.NotApprovedException;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.Status;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.report.DryRunPage;
import io.pgbaton.report.Html;
import io.pgbaton.upgrade.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a board approved is what is done, and nothing else. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApprovalIT {
    private static final String NAME = "approved";

    private static Lab lab;
    private static Rig rig;
    private static PlanFile plan;
    /** What anna approved. */
    private static String digest = "";

    @BeforeAll
    static void start() {
        lab = Lab.start(15, 18);
        rig = new Rig(lab);
        // Figures change whenever autovacuum comes by; equal facts need a server that leaves them alone.
        rig.sql(SOURCE, "postgres", "ALTER SYSTEM SET autovacuum = off");
        rig.sql(SOURCE, "postgres", "SELECT pg_reload_conf()");
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "shop.sql");
        rig.sql(SOURCE, "app", "VACUUM ANALYZE");
        rig.sql(SOURCE, "app", "SELECT lo_from_bytea(4711, 'approved')");
        List<String> lines = new ArrayList<>(List.of(rig.behindPgBouncer("app")));
        lines.addAll(List.of("approval: required", "largeObjects: copy"));
        plan = rig.plan(NAME, "[app]", lines.toArray(String[]::new));
        rig.upgrades.add(plan);
    }

    @AfterAll
    static void stop() {
        rig.close();
        lab.close();
    }

    @Test
    @Order(1)
    void nothing_is_done_before_it_is_approved() {
        CatalogSnapshot before = CatalogSnapshot.of(lab);
        refused(Goal.IN_SYNC, "the upgrade waits for an approval");
        assertThat(before.differences(CatalogSnapshot.of(lab))).isEmpty();
        assertThat(rig.upgrades.status(NAME).approval()).satisfies(approval -> {
            assertThat(approval.waits()).isTrue();
            assertThat(approval.digest()).isEqualTo(dryRun().digest());
        });
    }

    @Test
    @Order(2)
    void equal_facts_have_equal_papers_and_figures_that_change_by_themselves_are_not_approved() {
        DryRun first = dryRun();
        rig.sql(SOURCE, "app", "SELECT nextval(pg_get_serial_sequence('shop.orders', 'id'))");
        DryRun again = dryRun();
        assertThat(again.digest()).isEqualTo(first.digest());
        assertThat(Html.of(DryRunPage.of(again, plan.plan()))).isEqualTo(Html.of(DryRunPage.of(dryRun(), plan.plan())));
    }

    @Test
    @Order(3)
    void only_what_was_looked_at_can_be_approved() {
        digest = dryRun().digest();
        assertThatThrownBy(() -> rig.upgrades.approve(NAME, "0123456789ab", "anna"))
                .isInstanceOf(NotApprovedException.class)
                .hasMessageContaining(digest);
        assertThatThrownBy(() -> rig.upgrades.approve(NAME, digest.substring(0, 4), "anna"))
                .isInstanceOf(NotApprovedException.class);
        rig.upgrades.approve(NAME, digest.substring(0, 12), "anna, CHG-17");
    }

    @Test
    @Order(4)
    void a_changed_column_between_approval_and_run_is_refused() {
        rig.sql(SOURCE, "app", "ALTER TABLE shop.products ALTER COLUMN stock TYPE bigint");
        assertThat(refused(Goal.IN_SYNC, "is not what anna, CHG-17 approved"))
                .contains("schema of app: TABLE shop.products is different")
                .contains("- stock integer NOT NULL")
                .contains("+ stock bigint NOT NULL");
        rig.sql(SOURCE, "app", "ALTER TABLE shop.products ALTER COLUMN stock TYPE integer");
        rig.sql(SOURCE, "app", "SELECT lo_put(4711, 8, ' and written since')", "SELECT lo_from_bytea(4712, 'new')");
        done(Goal.IN_SYNC);
        assertThat(rig.upgrades.status(NAME).approval()).satisfies(approval -> {
            assertThat(approval.waits()).isFalse();
            assertThat(approval.by()).isEqualTo("anna, CHG-17");
        });
    }

    @Test
    @Order(5)
    void a_new_table_between_approval_and_run_is_refused() {
        rig.sql(SOURCE, "app", "CREATE TABLE shop.late (id int PRIMARY KEY)");
        assertThat(refused(Goal.SWITCHED_OVER, "is not what anna, CHG-17 approved"))
                .contains("schema of app: TABLE shop.late is new");
        assertThat(rig.upgrades.status(NAME).phase()).isEqualTo(Phase.IN_SYNC);
        rig.sql(SOURCE, "app", "DROP TABLE shop.late");
    }

    @Test
    @Order(6)
    void a_publication_that_was_made_anew_between_approval_and_run_is_refused() {
        String name = "pgbaton_approved_forward";
        rig.sql(
                SOURCE,
                "app",
                "BEGIN; DROP PUBLICATION " + name + "; CREATE PUBLICATION " + name + " FOR ALL TABLES; COMMIT");
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message())
                .contains("the publication " + name + " is as this upgrade made it (it was dropped and made anew)")
                .contains("everything is as before");
        rig.sql(
                SOURCE,
                "app",
                "DO $$ BEGIN EXECUTE format('COMMENT ON PUBLICATION " + name + " IS %L', 'made by pgbaton as '"
                        + " || (SELECT oid FROM pg_publication WHERE pubname = '" + name + "')); END $$");
    }

    @Test
    @Order(7)
    void a_dropped_index_between_approval_and_run_is_refused_until_it_is_approved_too() {
        String index = rig.query(
                        SOURCE,
                        "app",
                        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'shop' AND indexname = 'orders_of_customer'")
                .get(0);
        rig.sql(SOURCE, "app", "DROP INDEX shop.orders_of_customer");
        assertThat(refused(Goal.SWITCHED_OVER, "approved")).contains("INDEX shop.orders_of_customer is gone");
        DryRun ahead = dryRun();
        assertThat(ahead.begun()).isTrue();
        assertThat(ahead.parts()).extracting(DryRun.Part::phase).doesNotContain("REPLICATING");
        rig.upgrades.approve(NAME, ahead.digest(), "the board at night");
        rig.sql(SOURCE, "app", index);
        assertThat(refused(Goal.SWITCHED_OVER, "is not what the board at night approved"))
                .contains("INDEX shop.orders_of_customer is new");
        rig.sql(SOURCE, "app", "DROP INDEX shop.orders_of_customer");
        rig.sql(TARGET, "app", "SET default_transaction_read_only = off", "DROP INDEX shop.orders_of_customer");
    }

    @Test
    @Order(8)
    void what_was_approved_is_done_and_the_report_says_who_approved_it() {
        rig.sql(SOURCE, "app", "SELECT lo_put(4712, 3, 'er')", "SELECT lo_from_bytea(4713, 'newest')");
        done(Goal.SWITCHED_OVER);
        assertThat(rig.query(
                        TARGET,
                        "app",
                        "SELECT encode(lo_get(oid), 'escape') FROM pg_largeobject_metadata ORDER BY oid"))
                .containsExactly("approved and written since", "newer", "newest");
        done(Goal.SWITCHED_BACK);
        assertThat(rig.report(NAME)).contains("anna, CHG-17").contains(digest).contains("the board at night");
    }

    private static DryRun dryRun() {
        return rig.upgrades.dryRun(plan.plan());
    }

    private static String refused(Goal goal, String why) {
        Outcome outcome = rig.run(NAME, goal);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BLOCKED);
        assertThat(outcome.message()).contains(why);
        Status.Approval approval = rig.upgrades.status(NAME).approval();
        assertThat(approval).isNotNull();
        assertThat(approval.waits()).isTrue();
        return outcome.message();
    }

    private static void done(Goal goal) {
        Outcome outcome = rig.run(NAME, goal);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.DONE);
    }
}
