package io.pgbaton.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlanTemplateTest {

    @Test
    void the_starting_plan_is_a_valid_plan_that_holds_the_defaults() {
        Plan plan = PlanFile.parse(PlanTemplate.text(), "template").plan();

        assertThat(plan.copy()).isEqualTo(Plans.least().copy());
        assertThat(plan.switchover()).isEqualTo(Plans.least().switchover());
        assertThat(plan.limits()).isEqualTo(Plans.least().limits());
        assertThat(plan.traffic()).hasOnlyElementsOfType(PgBouncerTraffic.class);
    }

    @Test
    void it_stays_valid_when_every_key_that_is_off_is_switched_on() {
        String withAll = PlanTemplate.text()
                .replaceFirst("(?s)\\n# Without a proxy.*?\\n\\n", "\n")
                .replaceAll("(?m)^( *)# ([a-zA-Z]+:( [^ ]+)?)$", "$1$2")
                .replaceAll("(?m)^ +passfile:.*\\n", "");

        assertThat(PlanFile.parse(withAll, "template")
                        .plan()
                        .source()
                        .replication()
                        .host())
                .isNotNull();
    }

    @Test
    void it_names_every_key() {
        for (Class<?> section : new Class<?>[] {
            Plan.class,
            Endpoint.class,
            Replication.class,
            Copy.class,
            CatchUp.class,
            Sequences.class,
            Switchover.class,
            PgBouncerTraffic.class,
            Console.class,
            Address.class,
            Reverse.class,
            Limits.class
        }) {
            assertThat(Arrays.stream(section.getRecordComponents()))
                    .allSatisfy(part ->
                            assertThat(PlanTemplate.text()).containsPattern("(?m)^ *(# )?" + part.getName() + ":"));
        }
    }
}
