package io.pgbaton.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.it.Fires;
import io.pgbaton.plan.Address;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route.Order;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FenceOnlyTest {
    private final FenceOnly traffic = new FenceOnly(new Address("old", 5432), new Address("new", 5433));

    @Test
    void every_order_is_in_force_and_says_why_nothing_is_done() {
        for (Order order : List.of(new Pause(), new PointAt(Server.TARGET), new Resume())) {
            traffic.apply(order, Duration.ofMillis(1));
            assertThat(traffic.holds(order)).isTrue();
            assertThat(traffic.describe(order)).singleElement().asString().startsWith("nothing to do: ");
        }
        assertThat(traffic.pointsAt()).isNull();
    }

    @Fires("TR-20")
    @Test
    void the_check_tells_the_connection_strings_that_follow_the_fence() {
        Finding finding = Fires.Proof.told(traffic.check()).get(0);
        assertThat(finding.severity()).isEqualTo(Finding.Severity.INFO);
        assertThat(finding.message())
                .contains(
                        "jdbc:postgresql://old:5432,new:5433/DATABASE?targetServerType=primary&hostRecheckSeconds=0",
                        "host=old,new port=5432,5433 target_session_attrs=read-write",
                        "one error");
    }
}
