package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.postgres.Server;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of sequence, over and back and over again: whoever has the traffic never gives out a value twice. */
class SequencesIT {
    private static final String NAME = "counting";

    private static final String[] SCHEMA = {
        "CREATE SCHEMA \"Odd Schéma\"",
        "CREATE TABLE by_serial (id serial PRIMARY KEY, t text)",
        "CREATE TABLE by_identity (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text)",
        "CREATE TABLE parted (id bigserial, at int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
        "CREATE SEQUENCE free_standing START 1000",
        "CREATE SEQUENCE odd_numbers INCREMENT 2 START 11",
        "CREATE SEQUENCE downward INCREMENT -1 MINVALUE -100000 MAXVALUE 0 START 0",
        "CREATE SEQUENCE downward_by_three INCREMENT -3 MINVALUE -9000000 MAXVALUE -1 START -1",
        "CREATE SEQUENCE cached CACHE 100",
        "CREATE SEQUENCE cached_downward CACHE 50 INCREMENT -2 MAXVALUE -1 START -1",
        "CREATE SEQUENCE round MAXVALUE 10 CYCLE",
        "CREATE SEQUENCE large_round MAXVALUE 50000 CYCLE",
        "CREATE SEQUENCE small AS smallint START 20000",
        "CREATE SEQUENCE full_int AS integer START 2147480000",
        "CREATE SEQUENCE \"Odd Schéma\".\"My Séq.\"\"1\\\" START 77",
        "CREATE SEQUENCE \"it's\" START 5",
        "CREATE SEQUENCE never_called START 7 MINVALUE 5",
        "CREATE SEQUENCE called_on_the_target_first START 40",
        "CREATE SEQUENCE set_to_a_start",
        "CREATE TABLE own_keys (id serial PRIMARY KEY)",
        "CREATE TABLE one_huge_key (id serial PRIMARY KEY)"
    };

    private static final List<String> CALLED = List.of(
            "by_serial_id_seq",
            "by_identity_id_seq",
            "parted_id_seq",
            "free_standing",
            "odd_numbers",
            "downward",
            "downward_by_three",
            "cached",
            "cached_downward",
            "round",
            "large_round",
            "small",
            "full_int",
            "\"Odd Schéma\".\"My Séq.\"\"1\\\"",
            "\"it's\"");

    /** What was given out so far, by sequence, on whichever server. */
    private final Map<String, Set<Long>> given = new HashMap<>();

    @ParameterizedTest(name = "{0} to {1}, margin {2}")
    @CsvSource({"13, 18, 1000", "16, 18, auto", "16, 18, 0"})
    void no_value_is_given_out_twice_over_and_back_and_over_again(int source, int target, String margin) {
        try (Lab lab = Lab.start(source, target);
                Rig rig = new Rig(lab)) {
            prepare(rig, source);
            call(rig, SOURCE, CALLED, 7);
            rig.sql(
                    SOURCE,
                    "app",
                    "SELECT setval('set_to_a_start', 500, false)",
                    "SELECT nextval('own_keys_id_seq')",
                    "INSERT INTO own_keys VALUES (5000)",
                    "SELECT nextval('one_huge_key_id_seq')",
                    "INSERT INTO one_huge_key VALUES (2147483647)");
            rig.upgrades.add(rig.plan(NAME, "[app]", "traffic: {kind: fence}", "sequences: {margin: " + margin + "}"));
            rig.reach(NAME, Goal.IN_SYNC);
            call(rig, SOURCE, CALLED, 5);

            rig.reach(NAME, Goal.SWITCHED_OVER);
            assertThat(rig.query(TARGET, "app", "SELECT nextval('called_on_the_target_first')"))
                    .containsExactly("40");
            assertThat(rig.query(TARGET, "app", "SELECT nextval('set_to_a_start')"))
                    .containsExactly("500");
            assertThat(number(rig, TARGET, "own_keys_id_seq")).isGreaterThan(5000);
            assertThat(number(rig, TARGET, "one_huge_key_id_seq")).isLessThan(5000);
            call(rig, TARGET, CALLED, 300);

            rig.reach(NAME, Goal.SWITCHED_BACK);
            call(rig, SOURCE, CALLED, 4);
            assertThat(number(rig, SOURCE, "called_on_the_target_first")).isGreaterThan(40);

            rig.reach(NAME, Goal.SWITCHED_OVER);
            call(rig, TARGET, CALLED, 4);
            assertThat(rig.query(TARGET, "app", "SELECT nextval('never_called')"))
                    .containsExactly("7");
            residues();
        }
    }

    @Fires({"D-34", "D-37"})
    @Test
    void nothing_is_changed_where_a_sequence_is_used_up_or_not_alike_on_both_servers() {
        try (Lab lab = Lab.start(14, 18);
                Rig rig = new Rig(lab)) {
            prepare(rig, 14);
            rig.upgrades.add(rig.plan(
                    NAME,
                    "[app]",
                    "traffic: {kind: fence}",
                    "acknowledge: [{finding: PF-O07, because: sequences are asked about by themselves}]"));
            rig.reach(NAME, Goal.IN_SYNC);
            refused(rig, "SELECT setval('small', 32767)", "small (smallint, stands at 32767, 0 values left now");
            rig.sql(SOURCE, "app", "SELECT setval('small', 1)");
            refused(rig, "CREATE SEQUENCE latecomer", "public.latecomer");
            rig.sql(SOURCE, "app", "DROP SEQUENCE latecomer");
            refused(rig, "ALTER SEQUENCE free_standing INCREMENT 5", "D-37 ");
            rig.sql(SOURCE, "app", "ALTER SEQUENCE free_standing INCREMENT 1");
            rig.reach(NAME, Goal.SWITCHED_OVER);
        }
    }

    /** Does it at the last moment before the pause, and takes it back when the switch has ended. */
    private static Outcome changedRightBefore(Rig rig, Server server, String change) {
        AtomicBoolean done = new AtomicBoolean();
        rig.listen(event -> {
            if (event.kind() == UpgradeEvent.Kind.STEP_STARTED
                    && "pause-traffic".equals(event.step())
                    && done.compareAndSet(false, true)) {
                rig.sql(server, "app", "SET default_transaction_read_only = off", change);
            }
        });
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(done).as(outcome.message()).isTrue();
        rig.sql(
                server,
                "app",
                "SET default_transaction_read_only = off",
                "DROP SEQUENCE IF EXISTS latecomer",
                "CREATE SEQUENCE IF NOT EXISTS free_standing START 1000");
        return outcome;
    }

    @Fires("D-38")
    @Test
    void a_sequence_that_comes_or_goes_right_before_the_pause_makes_the_switch_back_out() {
        try (Lab lab = Lab.start(16, 18);
                Rig rig = new Rig(lab)) {
            prepare(rig, 16);
            rig.upgrades.add(rig.plan(NAME, "[app]", "traffic: {kind: fence}"));
            rig.reach(NAME, Goal.IN_SYNC);
            String[][] changes = {
                {"CREATE SEQUENCE latecomer", "these sequences are on the target alone: public.latecomer"},
                {"DROP SEQUENCE free_standing", "these sequences are on the source alone: public.free_standing"}
            };
            for (String[] change : changes) {
                Outcome outcome = changedRightBefore(rig, TARGET, change[0]);
                assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
                assertThat(outcome.message()).contains(change[1]);
                Fires.Proof.told(outcome.message());
                // the seal of its schema tells it too, whichever comes first
                outcome = changedRightBefore(rig, SOURCE, change[0]);
                assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
            }
            AtomicBoolean reset = new AtomicBoolean();
            rig.listen(event -> {
                if (event.kind() == UpgradeEvent.Kind.STEP_STARTED
                        && "pause-traffic".equals(event.step())
                        && reset.compareAndSet(false, true)) {
                    rig.sql(
                            SOURCE,
                            "app",
                            "SELECT setval('odd_numbers', 7001)",
                            "SELECT setval('never_called', 3000, false)",
                            "ALTER SEQUENCE small RESTART WITH 123");
                }
            });
            rig.sql(SOURCE, "app", "SELECT nextval('small')");
            rig.reach(NAME, Goal.SWITCHED_OVER);
            assertThat(reset).isTrue();
            assertThat(number(rig, TARGET, "odd_numbers")).isEqualTo(7001 + 2 * 1000 + 2);
            assertThat(number(rig, TARGET, "never_called")).isEqualTo(3000);
            assertThat(number(rig, TARGET, "small")).isEqualTo(123);
        }
    }

    @Test
    void the_dry_run_and_the_check_tell_of_sequences() {
        try (Lab lab = Lab.start(14, 18);
                Rig rig = new Rig(lab)) {
            prepare(rig, 14);
            rig.sql(SOURCE, "app", "SELECT setval('free_standing', 4711)", "SELECT setval('small', 32760)");
            DryRun dryRun = rig.upgrades.dryRun(
                    rig.plan(NAME, "[app]", "traffic: {kind: fence}").plan());
            assertThat(dryRun.findings())
                    .anyMatch(finding -> finding.id().equals("D-34")
                            && finding.message().contains("small (smallint, stands at 32760, 7 values left now"))
                    .anyMatch(finding -> finding.id().equals("D-35"));
            DryRun.TableText table = dryRun.parts().stream()
                    .flatMap(part -> part.steps().stream())
                    .filter(step -> step.name().equals("advance-sequences"))
                    .findFirst()
                    .orElseThrow()
                    .tables()
                    .get(0);
            assertThat(table.rows())
                    .contains(List.of(
                            "public.free_standing",
                            "bigint",
                            "free",
                            "4711",
                            "9223372036854771096",
                            "5711",
                            "1000",
                            "9223372036854770096",
                            ""))
                    .contains(List.of(
                            "public.never_called",
                            "bigint",
                            "free",
                            "7 (never called)",
                            "9223372036854775801",
                            "7 (never called)",
                            "0",
                            "9223372036854775801",
                            ""));
        }
    }

    private static void prepare(Rig rig, int major) {
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        rig.sql(SOURCE, "app", SCHEMA);
        if (major >= 15) {
            rig.sql(SOURCE, "app", "CREATE UNLOGGED SEQUENCE unlogged_one START 3", "SELECT nextval('unlogged_one')");
        }
    }

    private static void refused(Rig rig, String change, String reason) {
        List<String> before = rig.query(TARGET, "app", POSITIONS);
        rig.sql(SOURCE, "app", change);
        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);
        assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Outcome.Kind.BACKED_OUT);
        assertThat(outcome.message()).contains(reason);
        Fires.Proof.told(outcome.message());
        assertThat(rig.query(TARGET, "app", POSITIONS)).isEqualTo(before);
        assertThat(rig.query(TARGET, "app", "SELECT slot_name FROM pg_replication_slots"))
                .isEmpty();
    }

    private static final String POSITIONS =
            "SELECT schemaname || sequencename || coalesce(last_value, start_value)" + " FROM pg_sequences ORDER BY 1";

    private static long number(Rig rig, Server server, String sequence) {
        return Long.parseLong(
                rig.query(server, "app", "SELECT nextval('" + sequence + "')").get(0));
    }

    /** Takes values, each of which must be new, unless the sequence cycles: then it must be none of the last few. */
    private void call(Rig rig, Server server, List<String> sequences, int times) {
        for (String sequence : sequences) {
            Set<Long> known = given.computeIfAbsent(sequence, name -> new HashSet<>());
            List<Long> values = rig
                    .query(
                            server,
                            "app",
                            "SELECT nextval('" + sequence.replace("'", "''") + "') FROM generate_series(1, " + times
                                    + ")")
                    .stream()
                    .map(Long::parseLong)
                    .toList();
            List<Long> again = new ArrayList<>(values);
            again.retainAll(known);
            if (!sequence.equals("round")) {
                assertThat(again).as(sequence + " on " + server).isEmpty();
            }
            known.addAll(values);
        }
    }

    /** Whoever counts in steps keeps to them. */
    private void residues() {
        assertThat(given.get("odd_numbers")).allMatch(value -> value % 2 == 1);
        assertThat(given.get("downward_by_three")).allMatch(value -> (value + 1) % 3 == 0);
        assertThat(given.get("cached_downward")).allMatch(value -> value % 2 != 0);
    }
}
