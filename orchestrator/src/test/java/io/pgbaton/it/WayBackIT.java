package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.WayBack;
import io.pgbaton.upgrade.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The status says whether one can go back without losing a row, why not, and what would be lost; a switch back obeys. */
@ParameterizedClass(name = "to {0}")
@ValueSource(ints = {13, 16})
class WayBackIT {
    private static final String EXEMPT = "SELECT setconfig FROM pg_db_role_setting WHERE setrole <> 0";

    private static Lab lab;
    private static Rig rig;

    @Parameter
    int source;

    @BeforeParameterizedClassInvocation
    static void start(int source) {
        lab = Lab.start(source, 18);
        rig = new Rig(lab);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        rig.close();
        lab.close();
    }

    private static void switchedOver(String name, String table, String... more) {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE " + name);
        rig.sql(SOURCE, name, table);
        List<String> lines = new ArrayList<>(List.of("traffic: {kind: fence}", "switchover: {waitForQuiet: 20s}"));
        lines.addAll(List.of(more));
        rig.upgrades.add(rig.plan(name, "[" + name + "]", lines.toArray(String[]::new)));
        rig.reach(name, Goal.SWITCHED_OVER);
    }

    @Test
    void a_value_that_only_the_new_server_knows_stops_the_way_back_until_it_is_mended() {
        // the constraint on one server alone is meant to be there
        switchedOver(
                "amounts",
                "CREATE TABLE amount (id int PRIMARY KEY, value numeric)",
                "acknowledge: [{finding: PF-O07, because: a test}]");
        rig.sql(TARGET, "amounts", "INSERT INTO amount VALUES (1, 1), (2, 2)");
        await().atMost(Duration.ofSeconds(20)).until(() -> back("amounts").possible());
        if (source >= 14) {
            // 14 and later know infinity themselves: what the old server refuses is then a constraint of its own
            rig.sql(
                    SOURCE,
                    "amounts",
                    "SET default_transaction_read_only = off",
                    "ALTER TABLE amount ADD CHECK (value < 'Infinity')");
        }
        rig.sql(
                TARGET,
                "amounts",
                "UPDATE amount SET value = 'Infinity' WHERE id = 1",
                "INSERT INTO amount VALUES (3, 3)");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            WayBack back = back("amounts");
            assertThat(back.possible()).isFalse();
            assertThat(back.lost()).hasSize(2);
            assertThat(back.lost().get(0)).contains("2 transactions").contains("2 changes of public.amount");
            assertThat(back.lost().get(1)).contains("UPDATE public.amount (id='1', value='Infinity')");
            assertThat(back.obstacles().toString()).contains("does not run").contains("mend the row");
        });
        Outcome refused = rig.run("amounts", Goal.SWITCHED_BACK);
        assertThat(refused.kind()).as(refused.message()).isNotEqualTo(Outcome.Kind.DONE);
        assertThat(refused.message())
                .contains("the source takes what is written in amounts")
                .contains("2 transactions wait in it, on")
                .contains("amount");
        assertThat(rig.upgrades.remembered("amounts").phase()).isEqualTo(Phase.SWITCHED_OVER);

        rig.sql(TARGET, "amounts", "UPDATE amount SET value = 1 WHERE id = 1");
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            List<String> recipe = back("amounts").obstacles().stream()
                    .filter(it -> it.startsWith("to go on: "))
                    .map(it -> it.substring(it.indexOf("SET default")))
                    .toList();
            if (!recipe.isEmpty()) {
                rig.sql(SOURCE, "amounts", recipe.get(0).split("; "));
            }
            return back("amounts").possible();
        });
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> rig.query(SOURCE, "amounts", "SELECT id || '=' || value FROM amount ORDER BY 1"),
                        List.of("1=1", "2=2", "3=3")::equals);
        rig.reach("amounts", Goal.SWITCHED_BACK);
        assertThat(back("amounts").lost()).isEmpty();
        rig.reach("amounts", Goal.SWITCHED_OVER);
        rig.reach("amounts", Goal.FINISHED);
    }

    @Test
    void what_somebody_writes_on_the_fenced_server_is_told_by_the_status_and_kept_when_the_slot_forgets_it() {
        switchedOver("stray", "CREATE TABLE note (id int PRIMARY KEY)");
        assertThat(back("stray").strays()).isEmpty();
        rig.sql(SOURCE, "stray", "SET default_transaction_read_only = off", "INSERT INTO note VALUES (1)");
        assertThat(back("stray").strays()).hasSize(1);
        assertThat(back("stray").strays().get(0)).contains("INSERT public.note (id='1')");
        assertThat(rig.upgrades.watch("stray")).hasSize(1);
        assertThat(rig.upgrades.watch("stray")).as("noted once").isEmpty();
        assertThat(back("stray").strays()).as("from the history now").hasSize(1);
        rig.reach("stray", Goal.FINISHED);
    }

    @Test
    void a_trigger_that_fires_for_replicated_rows_writes_on_the_fenced_server_where_the_plan_acknowledges_it() {
        switchedOver("triggered", """
                CREATE TABLE note (id int PRIMARY KEY);
                CREATE TABLE log (id int PRIMARY KEY);
                CREATE FUNCTION public.noted() RETURNS trigger LANGUAGE plpgsql AS
                  $$BEGIN
                    IF current_setting('session_replication_role') = 'replica' THEN
                      INSERT INTO public.log VALUES (new.id);
                    END IF;
                    RETURN new;
                  END$$;
                CREATE TRIGGER noted AFTER INSERT ON note FOR EACH ROW EXECUTE FUNCTION public.noted();
                ALTER TABLE note ENABLE ALWAYS TRIGGER noted""", "acknowledge: [{finding: PF-X02, because: it only notes}]");
        rig.sql(TARGET, "triggered", "INSERT INTO note VALUES (1)");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.query(SOURCE, "triggered", "SELECT id FROM log"), List.of("1")::equals);
        await().until(() -> back("triggered").possible());
        rig.reach("triggered", Goal.SWITCHED_BACK);
        rig.sql(SOURCE, "triggered", "INSERT INTO note VALUES (2)");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> rig.query(TARGET, "triggered", "SELECT id FROM log ORDER BY 1"), List.of("2")::equals);
        rig.reach("triggered", Goal.SWITCHED_OVER);
        rig.reach("triggered", Goal.FINISHED);
        assertThat(rig.query(SOURCE, "triggered", EXEMPT)).isEmpty();
        assertThat(rig.query(TARGET, "triggered", EXEMPT)).isEmpty();
    }

    private static WayBack back(String name) {
        return Objects.requireNonNull(rig.upgrades.status(name).wayBack());
    }
}
