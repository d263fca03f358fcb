package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanDigestTest {

    @Test
    void a_plan_written_otherwise_means_the_same() {
        Plan spelledOut = PlanFile.parse("""
                        # the same, in another order
                        traffic: { kind: fence }
                        copy: { timeout: 1440min, workers: 4 }
                        catchUp:
                          maxLag: 1024kB
                        databases: "all"
                        target: { user: postgres, host: new-db }
                        source: { user: postgres, host: old-db, port: 5432 }
                        name: orders-15-to-18
                        """, "other.yaml").plan();

        assertThat(PlanDigest.of(spelledOut))
                .isEqualTo(PlanDigest.of(Plans.least()))
                .matches("[0-9a-f]{64}");
        assertThat(PlanDigest.differences(Plans.least(), spelledOut)).isEmpty();
    }

    @Test
    void acknowledgements_are_a_set() {
        String one = "{finding: PF-R18, because: x}";
        String other = "{finding: PF-O02, because: y}";
        assertThat(PlanDigest.of(Plans.leastAnd("acknowledge: [" + one + ", " + other + "]")))
                .isEqualTo(PlanDigest.of(Plans.leastAnd("acknowledge: [" + other + ", " + one + "]")));
    }

    @Test
    void a_changed_value_changes_the_digest_and_is_named() {
        Plan edited =
                Plans.leastAnd("copy: { workers: 8 }\nacknowledge: [{finding: PF-R18, because: x}]\napproval: none\n");

        assertThat(PlanDigest.of(edited)).isNotEqualTo(PlanDigest.of(Plans.least()));
        assertThat(PlanDigest.differences(Plans.least(), edited))
                .containsExactly(
                        "approval: operator → none",
                        "copy.workers: 4 → 8",
                        "acknowledge[0].finding: (absent) → PF-R18",
                        "acknowledge[0].because: (absent) → x");
    }

    @Test
    void a_key_that_came_or_went_is_absent_on_the_other_side() {
        Plan pinned = PlanFile.parse(Plans.LEAST.replace("host: old-db", "host: old-db\n  systemIdentifier: 42"), "x")
                .plan();

        assertThat(PlanDigest.differences(Plans.least(), pinned))
                .containsExactly("source.systemIdentifier: (absent) → 42");
        assertThat(PlanDigest.differences(pinned, Plans.least()))
                .containsExactly("source.systemIdentifier: 42 → (absent)");
    }

    @Test
    void a_database_called_all_is_not_all_databases() {
        Plan one = PlanFile.parse(Plans.LEAST.replace("databases: all", "databases: [all]"), "x")
                .plan();

        assertThat(PlanDigest.differences(Plans.least(), one)).containsExactly("databases: all → [\"all\"]");
    }

    @Test
    void secrets_count_by_their_reference() {
        Plan plan = PlanFile.parse(Plans.LEAST.replace("host: old-db", "host: old-db\n  password: ${env:PATH}"), "x")
                .plan();

        assertThat(PlanDigest.flatten(plan))
                .containsEntry("source.password", "${env:PATH}")
                .containsEntry("traffic.kind", "fence")
                .containsEntry("limits.statementTimeout", "30min");
    }

    @Test
    void a_changed_hook_is_told_by_its_key() {
        Plan before = Plans.leastAnd("hooks:\n  - {on: before *, run: [a, b, b], timeout: 1s}\n");
        Plan now = Plans.leastAnd("hooks:\n  - {on: before *, run: [a, c], timeout: 1000ms}\n");

        assertThat(PlanDigest.differences(before, now))
                .containsExactly("hooks[0].run: [\"a\",\"b\",\"b\"] → [\"a\",\"c\"]");
    }
}
