package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Journal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The process that holds clients back dies or hangs, and nobody is there but its watchdog: clients go on within the budget,
 * before the point of no return where they were, past it on the other server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchdogIT {
    private static final String NAME = LiveShop.NAME;
    private static final Duration BUDGET = Duration.ofSeconds(3);
    private static final Duration GRACE = Duration.ofSeconds(1);
    /** What a machine with other work to do needs beside the budget. */
    private static final Duration SLACK = Duration.ofSeconds(6);

    private LiveShop shop;
    private Rig rig;

    @BeforeAll
    void begin() {
        shop = new LiveShop(BUDGET.plus(GRACE).plus(SLACK));
        rig = shop.rig;
        rig.upgrades.add(shop.plan(
                NAME,
                "app",
                "switchover:",
                "  freezeBudget: " + BUDGET.toMillis() + "ms",
                "  watchdog:",
                "    grace: " + GRACE.toMillis() + "ms",
                "limits:",
                "  reconnect: 4s",
                "  lockTimeout: 1s",
                "hooks:",
                "  - on: before drain-replication",
                "    run: [/bin/sh, -c, 'cd " + rig.folder + "; if [ -e stay ]; then touch here; sleep 1.5; fi']",
                "    timeout: 2s"));
        rig.reach(NAME, Goal.IN_SYNC);
    }

    @AfterAll
    void end() {
        shop.close();
    }

    @BeforeEach
    void write() {
        shop.write();
    }

    @AfterEach
    void stop() throws IOException {
        shop.rest();
        Path errors = rig.folder.resolve("stopping.err");
        System.out.print(Files.exists(errors) ? Files.readString(errors) : "");
    }

    @Test
    void a_process_killed_before_the_point_of_no_return_leaves_clients_where_they_were() {
        try (Stopping owner = Stopping.watched(rig, NAME, Goal.SWITCHED_OVER, "freeze-writes MOVE_SETTLED")) {
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED");
            owner.kill();
            rests(Phase.IN_SYNC, Phase.SWITCHED_BACK);
        }
        shop.exact(SOURCE, SLACK);
    }

    @Test
    void a_process_killed_past_the_point_of_no_return_leaves_clients_on_the_other_server() {
        try (Stopping owner = Stopping.watched(rig, NAME, Goal.SWITCHED_OVER, "HANDING_OVER null PHASE")) {
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED");
            owner.kill();
            rests(Phase.SWITCHED_OVER);
        }
        shop.exact(TARGET, SLACK);
    }

    @Test
    void a_process_that_is_stopped_in_the_pause_finds_itself_fenced_when_it_goes_on() {
        try (Stopping owner = Stopping.watched(rig, NAME, Goal.SWITCHED_OVER, "drain-replication MOVE_SETTLED")) {
            owner.go();
            assertThat(owner.says()).startsWith("STOPPED");
            owner.freeze();
            rests(Phase.IN_SYNC, Phase.SWITCHED_BACK);
            Journal.Entry before = rig.journal.find(NAME).orElseThrow();
            owner.go();
            owner.thaw();
            assertThat(owner.says()).matches("THROWN .*(FencedException|LockLostException).*");
            owner.ended();
            assertThat(rig.journal.find(NAME).orElseThrow()).isEqualTo(before);
            shop.goesOn();
        }
        shop.exact(SOURCE, BUDGET.plus(GRACE).plus(SLACK));
    }

    @Test
    void a_server_killed_in_a_switch_that_a_request_began_leaves_clients_where_they_were() throws IOException {
        Path stay = Files.createFile(rig.folder.resolve("stay"));
        Path here = rig.folder.resolve("here");
        try (ServingProcess server = new ServingProcess(rig)) {
            server.post("/api/upgrades/" + NAME + "/switch-over", "{\"approve\": true}");
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(here));
            server.kill();
            Files.delete(stay);
            rests(Phase.IN_SYNC, Phase.SWITCHED_BACK);
        }
        Files.delete(here);
        shop.exact(SOURCE, SLACK);
    }

    @Test
    void a_switch_that_nothing_happens_to_needs_no_watchdog() {
        try (Stopping owner = Stopping.watched(rig, NAME, Goal.SWITCHED_OVER, "no such point")) {
            owner.go();
            assertThat(owner.says()).startsWith("ENDED " + Outcome.Kind.DONE);
            owner.ended();
        }
        shop.exact(TARGET, SLACK);
        assertThat(rig.journal.find(NAME).orElseThrow().owner()).startsWith("stopping:");
    }

    private void rests(Phase... phases) {
        await().atMost(BUDGET.plus(GRACE).plus(SLACK)).untilAsserted(() -> {
            Stage stage = rig.journal.find(NAME).orElseThrow().stage();
            assertThat(stage.phase()).isIn((Object[]) phases);
        });
        shop.goesOn();
    }
}
