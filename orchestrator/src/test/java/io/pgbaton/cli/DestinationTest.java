package io.pgbaton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Status;
import io.pgbaton.upgrade.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DestinationTest {
    @Test
    void a_run_goes_until_in_sync_by_itself() {
        assertThat(of(Phase.PLANNED, null, false, true))
                .isEqualTo(new Destination(Goal.IN_SYNC, "next: pgbaton switch-over orders"));
    }

    @Test
    void approval_beforehand_leads_over_and_so_does_a_plan_that_wants_none() {
        assertThat(of(Phase.PLANNED, null, true, true).goal()).isEqualTo(Goal.SWITCHED_OVER);
        assertThat(of(Phase.PLANNED, null, false, false).goal()).isEqualTo(Goal.SWITCHED_OVER);
        assertThat(of(Phase.PLANNED, Goal.IN_SYNC, false, false).goal()).isEqualTo(Goal.IN_SYNC);
    }

    @Test
    void without_approval_a_run_stops_in_sync_and_says_the_next_command() {
        Destination stops = of(Phase.REPLICATING, Goal.FINISHED, false, true);
        assertThat(stops.goal()).isEqualTo(Goal.IN_SYNC);
        assertThat(stops.notice()).contains("pgbaton switch-over orders");

        Destination there = of(Phase.IN_SYNC, Goal.FINISHED, false, true);
        assertThat(there.goal()).isNull();
        assertThat(there.notice()).contains("pgbaton switch-over orders");
    }

    @Test
    void a_switch_that_was_interrupted_had_its_approval() {
        assertThat(of(Phase.SWITCHING_OVER, null, false, true).goal()).isEqualTo(Goal.SWITCHED_OVER);
        assertThat(of(Phase.HANDING_OVER, null, false, true).goal()).isEqualTo(Goal.SWITCHED_OVER);
        assertThat(interrupted(Phase.PAUSED, Phase.SWITCHING_OVER, Goal.FINISHED)
                        .goal())
                .isEqualTo(Goal.FINISHED);
    }

    @Test
    void what_was_begun_is_ended_and_nothing_else() {
        assertThat(of(Phase.SWITCHING_BACK, Goal.FINISHED, true, true).goal()).isEqualTo(Goal.SWITCHED_BACK);
        assertThat(of(Phase.HANDING_BACK, null, false, true).goal()).isEqualTo(Goal.SWITCHED_BACK);
        assertThat(interrupted(Phase.STALLED, Phase.FINISHING, null).goal()).isEqualTo(Goal.FINISHED);
        assertThat(interrupted(Phase.STALLED, Phase.ABANDONING, null).goal()).isEqualTo(Goal.ABANDONED);
    }

    @Test
    void a_run_again_behind_its_goal_has_nothing_to_do() {
        assertThat(of(Phase.SWITCHED_OVER, null, false, true).goal()).isNull();
        assertThat(of(Phase.SWITCHED_OVER, null, false, true).notice())
                .contains("pgbaton finish orders", "pgbaton switch-back orders");
        assertThat(of(Phase.FINISHED, Goal.FINISHED, true, true).goal()).isNull();
        assertThat(of(Phase.SWITCHED_OVER, Goal.FINISHED, false, true).goal()).isEqualTo(Goal.FINISHED);
    }

    @Test
    void who_went_back_is_not_taken_over_again_without_a_word() {
        assertThat(of(Phase.SWITCHED_BACK, Goal.SWITCHED_OVER, false, false).goal())
                .isNull();
        assertThat(of(Phase.SWITCHED_BACK, null, true, true).goal()).isEqualTo(Goal.SWITCHED_OVER);
    }

    private static Destination interrupted(Phase at, Phase of, @Nullable Goal until) {
        return Destination.of(status(at, of), until, false, true);
    }

    private static Destination of(Phase phase, @Nullable Goal until, boolean approved, boolean needs) {
        return Destination.of(status(phase, null), until, approved, needs);
    }

    private static Status status(Phase phase, @Nullable Phase of) {
        return new Status(
                "orders",
                phase,
                of,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                false,
                "/p.yaml",
                Instant.EPOCH,
                null);
    }
}
