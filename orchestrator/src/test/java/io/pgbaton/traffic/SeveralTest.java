package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Traffic;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Check;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeveralTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Keeper first = new Keeper("first");
    private final Keeper second = new Keeper("second");
    private final Several both = new Several(List.of(first, second));

    @Test
    void all_pause_side_by_side() {
        CyclicBarrier together = new CyclicBarrier(2);
        first.meanwhile = () -> together.await(1, TimeUnit.SECONDS);
        second.meanwhile = first.meanwhile;

        both.apply(new Pause(), SECOND);

        assertThat(done).containsExactlyInAnyOrder("first PAUSE", "second PAUSE");
        assertThat(both.holds(new Pause())).isTrue();
    }

    @Test
    void all_are_prepared() {
        both.prepare(new Pause(), SECOND);

        assertThat(done).containsExactlyInAnyOrder("first prepared PAUSE", "second prepared PAUSE");
    }

    @Test
    void all_are_pointed_and_resumed_in_order() {
        both.apply(new PointAt(TARGET), SECOND);
        both.apply(new Resume(), SECOND);

        assertThat(done).containsExactly("first TARGET", "second TARGET", "first RESUME", "second RESUME");
        assertThat(both.pointsAt()).isEqualTo(TARGET);
    }

    @Test
    void a_pause_that_one_fails_is_taken_back_from_all() {
        second.refusal = "PAUSE";

        assertThatThrownBy(() -> both.apply(new Pause(), SECOND))
                .isInstanceOf(Traffic.TrafficException.class)
                .hasMessage("second refuses PAUSE");

        assertThat(done).containsExactly("first PAUSE", "first RESUME", "second RESUME");
    }

    @Test
    void a_pause_that_one_loses_before_all_are_held_is_taken_back() {
        first.forgetful = true;

        assertThatThrownBy(() -> both.apply(new Pause(), SECOND)).hasMessageContaining("came through again", "first");

        assertThat(done).endsWith("first RESUME", "second RESUME");
    }

    @Test
    void one_that_does_not_resume_keeps_no_other_from_resuming() {
        first.refusal = "RESUME";

        assertThatThrownBy(() -> both.apply(new Resume(), SECOND)).hasMessage("first refuses RESUME");

        assertThat(done).containsExactly("second RESUME");
    }

    @Test
    void nothing_is_taken_back_once_another_process_has_taken_over() {
        RuntimeException fenced = new IllegalStateException("taken over");

        assertThatThrownBy(() -> both.apply(new Pause(), SECOND, () -> {
                    throw fenced;
                }))
                .isSameAs(fenced);

        assertThat(done).isEmpty();
    }

    @Test
    void they_point_nowhere_as_long_as_they_differ() {
        first.apply(new PointAt(TARGET), SECOND);

        assertThat(both.pointsAt()).isNull();
        assertThat(both.holds(new PointAt(TARGET))).isFalse();
    }

    @Test
    void what_they_would_do_and_what_they_find_stands_one_after_the_other() {
        assertThat(both.describe(new Pause())).containsExactly("first PAUSE", "second PAUSE");
        assertThat(both.check()).extracting(Finding::subject).containsExactly("first", "second");
    }

    private interface Meanwhile {
        void happens() throws Exception;
    }

    /** Remembers what it was told. */
    private final class Keeper implements Traffic {
        private final String name;
        private volatile String held = "RESUME";
        private volatile Server server = SOURCE;
        private volatile String refusal = "";
        private volatile boolean forgetful;
        private volatile Meanwhile meanwhile = () -> {};

        Keeper(String name) {
            this.name = name;
        }

        @Override
        public List<String> describe(Route.Order order) {
            return List.of(name + " " + word(order));
        }

        @Override
        public void prepare(Route.Order order, Duration deadline) {
            done.add(name + " prepared " + word(order));
        }

        @Override
        public boolean holds(Route.Order order) {
            String word = word(order);
            return !forgetful && (word.equals(held) || word.equals(server.name()));
        }

        @Override
        public void apply(Route.Order order, Duration deadline, Runnable stillOurs) {
            String word = word(order);
            if (word.equals(refusal)) {
                throw new TrafficException(name + " refuses " + word);
            }
            stillOurs.run();
            try {
                meanwhile.happens();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            if (order instanceof PointAt point) {
                server = point.server();
            } else {
                held = word;
            }
            done.add(name + " " + word);
        }

        @Override
        public List<Finding> check() {
            return List.of(new Finding(Check.Topic.TRAFFIC.info("X", "", ""), name, "fine"));
        }

        @Override
        public @Nullable Server pointsAt() {
            return server;
        }

        private static String word(Route.Order order) {
            return order.accept(new Route.Orders<>() {
                @Override
                public String pause() {
                    return "PAUSE";
                }

                @Override
                public String resume() {
                    return "RESUME";
                }

                @Override
                public String pointAt(Server server) {
                    return server.name();
                }
            });
        }
    }
}
