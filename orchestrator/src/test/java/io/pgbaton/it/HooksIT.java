package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.pgbaton.engine.Goal;
import io.pgbaton.engine.Outcome;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.upgrade.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks are heard at every edge of a real upgrade, and what they say counts as far as it may. */
class HooksIT {
    private static final String NAME = "asked";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;
    private Lab lab;
    private Rig rig;
    private Path decision;

    @BeforeEach
    void up() throws IOException {
        lab = Lab.start(16, 18);
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
        decision = rig.folder.resolve("decision");
        Files.writeString(decision, "echo all right");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(body.replaceAll(".*\"edge\":\"([^\"]*)\".*", "$1"));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void down() {
        server.stop(0);
        rig.close();
        lab.close();
    }

    private void begin(String... hooks) {
        rig.upgrades.add(rig.plan(
                NAME,
                "[app]",
                Stream.of(
                                List.of("switchover:", "  freezeBudget: 100s", "hooks:"),
                                List.of(hooks),
                                List.of(rig.behindPgBouncer("app")))
                        .flatMap(List::stream)
                        .toArray(String[]::new)));
        rig.reach(NAME, Goal.IN_SYNC);
    }

    private String program(String on, String more) {
        return "  - {on: " + on + ", run: [sh, " + decision + "]" + more + "}";
    }

    private String webhook(String on) {
        return "  - {on: " + on + ", webhook: 'http://127.0.0.1:"
                + server.getAddress().getPort() + "/hook', timeout: 4s}";
    }

    private List<String> hooked() {
        return rig.journal.events(NAME, 0).stream()
                .filter(event -> event.kind().equals(UpgradeEvent.Kind.HOOK.name()))
                .map(event -> event.message())
                .toList();
    }

    @Test
    void a_veto_before_the_switch_changes_nothing_and_is_asked_again() throws IOException {
        begin(program("before switching-over", ""));
        List<String> before = catalog();
        Files.writeString(decision, "echo the window is closed; exit 1");

        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind().exitCode()).isEqualTo(3);
        assertThat(outcome.message())
                .isEqualTo("the hook sh says no before switching-over: ended with 1: the window is closed; nothing was"
                        + " changed, the upgrade is IN_SYNC");
        assertThat(rig.upgrades.status(NAME).phase()).isEqualTo(Phase.IN_SYNC);
        assertThat(catalog()).isEqualTo(before);
        assertThat(hooked())
                .containsExactly("before switching-over: the hook sh failed, ended with 1: the window is closed");

        Files.writeString(decision, "echo open");
        rig.reach(NAME, Goal.SWITCHED_OVER);
        assertThat(hooked()).last().isEqualTo("before switching-over: the hook sh passed, ended with 0: open");
        assertThat(rig.report(NAME)).contains("the window is closed");
    }

    private List<String> catalog() {
        String all = "SELECT 'slot ' || slot_name FROM pg_replication_slots UNION ALL SELECT 'subscription ' || subname"
                + " || subenabled FROM pg_subscription UNION ALL SELECT 'setting ' || setconfig::text FROM pg_db_role_setting"
                + " ORDER BY 1";
        return Stream.of(SOURCE, TARGET)
                .flatMap(one -> rig.query(one, "app", all).stream())
                .toList();
    }

    @Test
    void a_veto_within_the_pause_backs_out_and_no_client_sees_an_error() throws IOException {
        begin(program("after drain-replication", ", timeout: 2s"));
        Files.writeString(decision, "echo a rat in the machine; exit 7");
        Writer writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password()));
        await().until(() -> writer.acknowledged() > 100);

        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind().exitCode()).isEqualTo(5);
        assertThat(outcome.message()).contains("says no after drain-replication: ended with 7: a rat in the machine");
        assertThat(rig.upgrades.status(NAME).phase()).isEqualTo(Phase.IN_SYNC);
        long then = writer.acknowledged();
        await().until(() -> writer.acknowledged() > then + 50);
        Files.writeString(decision, "exit 0");
        rig.reach(NAME, Goal.SWITCHED_OVER);
        Writer.Report report = writer.stop();
        assertThat(report.failures()).isEmpty();
        assertThat(Writer.verify(lab.login(TARGET, "app"), writer.ledger()).exact())
                .isTrue();
    }

    @Test
    void a_hook_that_hangs_in_the_pause_is_ended_and_the_switch_backed_out() throws IOException {
        begin(program("before freeze-writes", ", timeout: 300ms"));
        Files.writeString(decision, "sleep 600 & echo $! > " + rig.folder.resolve("child") + "; wait");

        Outcome outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind().exitCode()).isEqualTo(5);
        assertThat(outcome.message()).contains("was ended after 300 ms");
        long child =
                Long.parseLong(Files.readString(rig.folder.resolve("child")).strip());
        await().until(() -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void every_edge_is_told_in_order_and_behind_the_point_of_no_return_nothing_stops_it() {
        begin(webhook("before *"), webhook("after *"));
        assertThat(told).containsExactly("before replicating", "after replicating");
        told.clear();
        rig.listen(event -> {
            if (event.message().contains("HANDING_OVER") && event.kind() == UpgradeEvent.Kind.PHASE) {
                status.set(503);
            }
        });

        rig.reach(NAME, Goal.SWITCHED_OVER);

        assertThat(told)
                .startsWith("before switching-over", "before confirm-checks", "after confirm-checks")
                .containsSubsequence(
                        "before pause-traffic",
                        "after pause-traffic",
                        "before freeze-writes",
                        "after freeze-writes",
                        "before reroute-traffic",
                        "after reroute-traffic",
                        "after switching-over",
                        "before handing-over",
                        "before open-writes",
                        "after open-writes",
                        "before resume-traffic",
                        "after resume-traffic")
                .endsWith("after handing-over")
                .doesNotHaveDuplicates();
        assertThat(hooked())
                .filteredOn(message -> message.contains(" failed, "))
                .hasSizeGreaterThan(5)
                .allMatch(message -> message.endsWith("answered 503"));
        status.set(200);
        told.clear();
        rig.reach(NAME, Goal.FINISHED);
        assertThat(told).containsExactly("before finishing", "after finishing");
    }
}
