package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Questions;
import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.ManualTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final Questions questions = new Questions();
    private final List<String> heard = new ArrayList<>();
    private final Manual traffic = traffic("timeout: 1min", "2min");

    @Test
    void without_anybody_to_ask_it_fails_before_anybody_waits() {
        assertThatThrownBy(() -> traffic.prepare(new Pause(), SECOND))
                .isInstanceOf(TrafficException.class)
                .hasMessageContaining("there is no terminal, and this process does not serve REST");
        assertThatThrownBy(() -> traffic.apply(new Pause(), SECOND)).isInstanceOf(TrafficException.class);
    }

    @Test
    void the_question_waits_for_its_confirmation_and_can_be_seen_meanwhile() {
        questions.listen((upgrade, question) -> {
            heard.add(question);
            assertThat(questions.pending(upgrade)).contains(question);
            questions.confirm(upgrade);
        });

        traffic.apply(new Pause(), SECOND);
        traffic.apply(new PointAt(TARGET), SECOND);
        traffic.apply(new PointAt(TARGET), SECOND);
        traffic.apply(new Resume(), SECOND);

        assertThat(heard).containsExactly("send the clients to the target, new:5432, then confirm");
        assertThat(traffic.pointsAt()).isEqualTo(TARGET);
        assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
        assertThat(questions.pending("orders")).isEmpty();
        assertThat(questions.confirm("orders")).isFalse();
    }

    @Test
    void what_nobody_confirmed_in_time_fails_and_is_taken_back_without_a_question() {
        questions.listen((upgrade, question) -> heard.add(question));
        traffic.apply(new Pause(), SECOND);

        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), MOMENT))
                .hasMessageContaining("nobody confirmed within");
        traffic.apply(new PointAt(SOURCE), MOMENT);

        assertThat(heard).hasSize(1);
    }

    @Test
    void what_was_confirmed_is_taken_back_by_a_question() {
        questions.listen((upgrade, question) -> {
            heard.add(question);
            questions.confirm(upgrade);
        });
        traffic.apply(new Pause(), SECOND);
        traffic.apply(new PointAt(TARGET), SECOND);

        traffic.apply(new PointAt(SOURCE), SECOND);

        assertThat(heard).last().asString().startsWith("send the clients to the source, old:5432");
    }

    @Fires({"TR-60", "TR-61"})
    @Test
    void the_check_wants_time_for_the_person() {
        assertThat(blocks(traffic("timeout: 1min", "2min"))).isEmpty();
        assertThat(blocks(traffic("timeout: 1min", "10s")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message())
                        .contains("may take 60 s; the budget for all of the pause is 10 s"));
    }

    private static List<Finding> blocks(Manual traffic) {
        return Fires.Proof.told(traffic.check()).stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCK)
                .toList();
    }

    private Manual traffic(String more, String budget) {
        Plan plan = PlanFile.parse("""
                        name: orders
                        source: {host: old, user: u}
                        target: {host: new, user: u}
                        databases: all
                        switchover: {freezeBudget: %s}
                        traffic:
                          kind: manual
                          %s
                        """.formatted(budget, more), "plan.yaml").plan();
        return new Manual(plan, (ManualTraffic) plan.traffic().get(0), questions);
    }
}
