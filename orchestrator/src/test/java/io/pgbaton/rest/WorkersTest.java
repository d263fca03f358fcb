package io.pgbaton.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Clock;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Hooks;
import io.pgbaton.engine.Traffic;
import io.pgbaton.engine.Upgrades;
import io.pgbaton.engine.Watchdog;
import io.pgbaton.engine.Workshop;
import io.pgbaton.machine.SpringPhaseMachine;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.UpgradeLock;
import io.pgbaton.upgrade.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that begins, waits for its servers as long as the test likes, and then finds the upgrade held. */
final class WorkersTest {
    private static final Duration MOMENT = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private final CountDownLatch servers = new CountDownLatch(1);
    private Unreachable product;
    private Workers workers;

    @BeforeEach
    void open() {
        product = new Unreachable(directory.resolve("control.db"));
        Upgrades upgrades = new Upgrades(
                product.journal, new SpringPhaseMachine(), new Slow(), Clock.system(), "test:1", event -> {});
        for (String name : new String[] {"orders", "invoices"}) {
            upgrades.add(PlanFile.parse(
                    "{name: " + name + ", source: {host: a, user: u}, target: {host: b, user: u}, databases: [d],"
                            + " traffic: {kind: fence}}",
                    name));
        }
        workers = new Workers(upgrades, 1, MOMENT, MOMENT);
        workers.start();
    }

    @AfterEach
    void close() throws Exception {
        servers.countDown();
        workers.stop();
        product.close();
    }

    private final class Slow implements Workshop {
        @Override
        public Servers servers(Plan plan) {
            try {
                servers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UpgradeLock.HeldException("another process works on " + plan.name());
        }

        @Override
        public Traffic traffic(Plan plan) {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public Watchdog watchdog(Plan plan, long epoch) {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public Hooks hooks(Plan plan) {
            return Hooks.none();
        }

        @Override
        public LiveProbe probe(Plan plan) {
            return LiveProbe.none();
        }
    }

    private void check(String name) {
        workers.start(name, Signal.CHECK, Goal.CHECKED);
    }

    private static void isRefused(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.problem().getType()).isEqualTo(Problem.type(problem.name())));
    }

    @Test
    void a_request_does_not_wait_for_slow_servers() {
        check("orders");

        assertThat(workers.job("orders")).get().matches(Job::running);
        assertThat(workers.job("invoices")).isEmpty();
    }

    @Test
    void one_upgrade_has_one_worker() {
        check("orders");

        isRefused(() -> check("orders"), Problem.AT_WORK);
        isRefused(() -> workers.refuseIfAtWork("orders"), Problem.AT_WORK);
        workers.refuseIfAtWork("invoices");
    }

    @Test
    void when_all_workers_are_busy_another_upgrade_is_refused() {
        check("orders");

        isRefused(() -> check("invoices"), Problem.NO_WORKER);
        assertThat(workers.job("invoices")).isEmpty();
    }

    @Test
    void what_is_refused_at_once_is_thrown_and_kept_as_a_job_and_the_worker_is_free_again() {
        servers.countDown();

        assertThatThrownBy(() -> check("orders")).isInstanceOf(UpgradeLock.HeldException.class);
        assertThat(workers.job("orders").orElseThrow().outcome()).isEqualTo("FAILED");
        await().untilAsserted(() ->
                assertThatThrownBy(() -> check("invoices")).isInstanceOf(UpgradeLock.HeldException.class));
    }

    @Test
    void a_process_that_ends_waits_for_its_work_no_longer_than_its_grace_and_takes_no_more() {
        check("orders");

        workers.stop();

        assertThat(workers.job("orders")).get().matches(Job::running);
        isRefused(() -> check("invoices"), Problem.NO_WORKER);
    }
}
