package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.pgbaton.engine.Goal;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Finding;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who comes around the pooler is listed before a switch, by role, application and address; who comes through it is not. */
class PassersIT {
    private static Lab lab;
    private static Rig rig;

    @BeforeAll
    static void start() {
        lab = Lab.start(16, 18);
        rig = new Rig(lab);
    }

    @AfterAll
    static void stop() {
        rig.close();
        lab.close();
    }

    @Fires({"D-P01", "D-P07", "TR-15", "TR-17"})
    @Test
    void sessions_around_the_pooler_are_listed_and_superusers_among_the_clients_too() throws SQLException {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app", "CREATE ROLE clerk LOGIN PASSWORD 'clerk'");
        rig.sql(SOURCE, "app", "CREATE TABLE note (id int PRIMARY KEY)");
        PlanFile plan = rig.plan("passers", "[app]", rig.behindPgBouncer("app"));
        rig.upgrades.add(plan);
        try (Connection pooled = connect(lab.bouncerUrl("app"), "postgres", lab.password(), "through");
                Connection around = connect(lab.url(SOURCE, "app"), "clerk", "clerk", "nightly job");
                Statement open = around.createStatement();
                Statement busy = pooled.createStatement()) {
            open.execute("BEGIN");
            busy.execute("SELECT 1");
            List<Finding> findings = Fires.Proof.told(rig.upgrades.check(plan.plan()));
            assertThat(findings)
                    .filteredOn(it -> it.id().equals("D-P01"))
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.severity()).isEqualTo(Finding.Severity.INFO);
                        assertThat(it.subject()).isEqualTo("clerk (nightly job, 127.0.0.1) in source/app");
                        assertThat(it.message()).contains("1 session since").contains("1 in a transaction");
                    });
            assertThat(findings)
                    .filteredOn(it -> it.id().equals("D-P07"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.subject()).startsWith("postgres (through, "));
            open.execute("COMMIT");
            rig.reach("passers", Goal.IN_SYNC);
            assertThat(rig.upgrades.status("passers").around())
                    .singleElement()
                    .satisfies(
                            it -> assertThat(it).startsWith("clerk (nightly job, 127.0.0.1) in source/app: 1 session"));
        }
        rig.reach("passers", Goal.SWITCHED_OVER);
        try (Connection around = connect(lab.url(TARGET, "app"), "postgres", lab.password(), "psql")) {
            assertThat(rig.upgrades.status("passers").around())
                    .singleElement()
                    .satisfies(it -> assertThat(it).startsWith("postgres (psql, 127.0.0.1) in target/app"));
        }
        rig.reach("passers", Goal.FINISHED);
    }

    private static Connection connect(String url, String user, String password, String application)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", application);
        properties.setProperty("prepareThreshold", "0");
        return DriverManager.getConnection(url, properties);
    }

    @Fires({"PLAN-01", "HK-01"})
    @Test
    void what_the_plan_acknowledges_in_vain_and_asks_within_the_pause_is_told() {
        PlanFile plan = rig.plan(
                "in-vain",
                "[postgres]",
                "traffic: {kind: fence}",
                "acknowledge: [{finding: PF-X99, because: a slip of the pen}]",
                "hooks: [{on: after drain-replication, run: [sh, -c, 'true'], timeout: 1s}]");
        assertThat(Fires.Proof.told(rig.upgrades.check(plan.plan())))
                .extracting(Finding::subject, Finding::message)
                .contains(
                        tuple(
                                "plan acknowledge",
                                "the plan acknowledges PF-X99, which was not found: take it out, or correct it"),
                        tuple(
                                "hook sh",
                                "clients wait for it, up to 1s each time, since it is asked within the pause:"
                                        + " after drain-replication"));
    }
}
