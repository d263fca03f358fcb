package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.AuditSlot;
import io.pgbaton.postgres.ChangedRow;
import io.pgbaton.postgres.ChangedRows;
import io.pgbaton.postgres.Decoding;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.Stream;
import io.pgbaton.postgres.jdbc.JdbcServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go around the fence with {@code SET default_transaction_read_only = off} are found, whenever they do it. */
@ParameterizedClass(name = "from {0}")
@ValueSource(ints = {13, 16})
class AuditIT {
    private static Lab lab;
    private static Rig rig;

    @Parameter
    int source;

    /** The database of a test and the plan that moves it alone. */
    private String name = "";

    private @Nullable PlanFile plan;

    @BeforeParameterizedClassInvocation
    static void start(int source) {
        lab = Lab.start(source, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE ROLE clerk LOGIN PASSWORD 'clerk'");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        rig.close();
        lab.close();
    }

    private void inSync(String name) {
        this.name = name;
        rig.listen(event -> {});
        rig.sql(SOURCE, "postgres", "CREATE DATABASE " + name);
        rig.sql(
                SOURCE,
                name,
                "CREATE TABLE note (id int PRIMARY KEY, text text)",
                "INSERT INTO note VALUES (1, 'first')",
                "GRANT ALL ON note TO clerk");
        plan = rig.plan(name, "[" + name + "]", "traffic: {kind: fence}");
        rig.upgrades.add(plan);
        rig.reach(name, Goal.IN_SYNC);
    }

    @Test
    void a_write_behind_the_marker_backs_the_switch_out_and_one_before_it_goes_along() {
        inSync("behind");
        after("freeze-writes", () -> rogue(SOURCE, "INSERT INTO note VALUES (2, 'before the marker')"));
        rig.reach(name, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, name, "SELECT id FROM note ORDER BY 1")).containsExactly("1", "2");
        rig.listen(event -> {});
        rig.reach(name, Goal.SWITCHED_BACK);

        after("drain-replication", () -> rogue(SOURCE, "INSERT INTO note VALUES (3, 'behind the marker')"));
        Outcome outcome = rig.run(name, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message())
                .contains("nothing was written on source/behind behind the marker")
                .contains("1 of them changed rows");
        assertThat(slots(SOURCE)).as("backed out").isEmpty();

        rig.listen(event -> {});
        rig.sql(SOURCE, name, "INSERT INTO note VALUES (4, 'open again')");
        rig.reach(name, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, name, "SELECT id FROM note ORDER BY 1")).containsExactly("1", "2", "3", "4");
        rig.reach(name, Goal.FINISHED);
        assertThat(slots(SOURCE)).isEmpty();
    }

    @Test
    void a_writer_that_has_not_committed_is_named_and_keeps_the_switch_from_its_point_of_no_return()
            throws SQLException {
        inSync("open");
        List<Connection> open = new ArrayList<>();
        after("drain-replication", () -> open.add(rogue(SOURCE, "BEGIN", "INSERT INTO note VALUES (2, 'not yet')")));
        Outcome outcome = rig.run(name, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains("still writing: clerk (rogue, 127.0.0.1");
        // A session that began behind the fence goes with it.
        assertThatThrownBy(() -> commit(open.get(0))).hasMessageContaining("terminating connection");
        rig.listen(event -> {});
        rig.reach(name, Goal.SWITCHED_OVER);
        assertThat(rig.query(TARGET, name, "SELECT id FROM note ORDER BY 1")).containsExactly("1");
        rig.reach(name, Goal.FINISHED);
    }

    private static void commit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT");
        }
    }

    @Test
    void the_fenced_server_is_watched_and_a_stray_write_is_told_with_its_rows() {
        inSync("watched");
        rig.reach(name, Goal.SWITCHED_OVER);
        assertThat(slots(SOURCE)).containsExactly("pgbaton_watched_audit_watched");
        assertThat(slots(TARGET)).isEmpty();
        rig.sql(TARGET, name, "INSERT INTO note VALUES (10, 'right')", "UPDATE note SET text = 'left' WHERE id = 1");
        await().until(() -> rig.query(SOURCE, name, "SELECT text FROM note WHERE id = 1"), List.of("left")::equals);
        assertThat(strays(SOURCE)).as("what replication brought is no stray").isEmpty();
        rogue(
                SOURCE,
                "INSERT INTO note VALUES (20, E'it''s a \nstray'), (21, NULL)",
                "UPDATE note SET id = 22 WHERE id = 20",
                "DELETE FROM note WHERE id = 21",
                "TRUNCATE note");
        rig.sql(TARGET, name, "INSERT INTO note VALUES (11, 'right again')");
        List<ChangedRows> strays = strays(SOURCE);
        assertThat(strays.stream().flatMap(it -> it.rows().stream()).map(ChangedRow::toString))
                .containsExactly(
                        "INSERT public.note (id='20', text='it''s a \nstray')",
                        "INSERT public.note (id='21', text=NULL)",
                        "UPDATE public.note (id='20') to (id='22', text='it''s a \nstray')",
                        "DELETE public.note (id='21')",
                        "TRUNCATE public.note");
        assertThat(strays).hasSize(4);

        rig.reach(name, Goal.SWITCHED_BACK);
        assertThat(slots(SOURCE)).isEmpty();
        assertThat(slots(TARGET)).containsExactly("pgbaton_watched_audit_watched");
        rogue(TARGET, "INSERT INTO note VALUES (30, 'stray on the new server')");
        assertThat(strays(TARGET)).hasSize(1);
        rig.reach(name, Goal.ABANDONED);
        assertThat(slots(TARGET)).isEmpty();
    }

    /** Done by the thread of the run, between two steps. */
    private void after(String step, Runnable doing) {
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.STEP_DONE && step.equals(event.step())) {
                doing.run();
            }
        });
    }

    /** A new session of an application that takes itself out of the fence; each statement commits by itself. */
    private Connection rogue(Server server, String... statements) {
        Properties properties = new Properties();
        properties.setProperty("user", "clerk");
        properties.setProperty("password", "clerk");
        properties.setProperty("ApplicationName", "rogue");
        try {
            Connection connection = DriverManager.getConnection(lab.url(server, name), properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET default_transaction_read_only = off");
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> slots(Server server) {
        return rig.query(
                server,
                "postgres",
                "SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE '%audit%' AND database = '" + name
                        + "'");
    }

    private List<ChangedRows> strays(Server server) {
        AuditSlot audit = new AuditSlot(new Stream(name, name, server));
        try (JdbcServers servers =
                new Inspection(rig).servers(Objects.requireNonNull(plan).plan())) {
            return Decoding.of(servers.catalog(audit.at()).query(audit.strays(10_000)));
        }
    }
}
