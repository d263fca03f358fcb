package io.pgbaton.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.pgbaton.engine.Edge;
import io.pgbaton.engine.Hooks;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PlannedHooksTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private Plan plan(String... hooks) throws IOException {
        Files.writeString(folder.resolve("password"), "geheim-0815");
        return PlanFile.parse("""
                        name: orders
                        source: {host: old-db, user: postgres, password: "${file:password}"}
                        target: {host: new-db, port: 5433, user: postgres, password: "${env:HOME}"}
                        databases: all
                        traffic: {kind: fence}
                        hooks:
                        """ + String.join("\n", hooks), "x.yaml", folder).plan();
    }

    private String script(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("hook.sh"), "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file.toString();
    }

    private static Edge edge(String name) {
        return Edge.all().stream()
                .filter(edge -> edge.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Hooks.Heard> pass(Plan plan, String edge) {
        try (Hooks hooks = PlannedHooks.of(plan)) {
            return hooks.pass(edge(edge), 7, AMPLE);
        }
    }

    @Test
    void a_program_learns_the_occasion_and_none_of_the_secrets() throws IOException {
        String script =
                script("env | grep ^PGBATON_ | sort; echo \"home=$HOME $1 $2\"; cat password 2>&1; echo geheim-0815");
        Plan plan = plan("  - {on: before pause-traffic, run: [" + script + ", twice, twice]}");

        assertThat(pass(plan, "before pause-traffic")).singleElement().satisfies(heard -> {
            assertThat(heard.failed()).isFalse();
            assertThat(heard.hook()).isEqualTo(script);
            assertThat(heard.said())
                    .startsWith("ended with 0: ")
                    .contains(
                            "PGBATON_EDGE=before pause-traffic",
                            "PGBATON_PASSAGE=7",
                            "PGBATON_PHASE=switching-over",
                            "PGBATON_SOURCE=old-db:5432",
                            "PGBATON_STEP=pause-traffic",
                            "PGBATON_TARGET=new-db:5433",
                            "PGBATON_UPGRADE=orders",
                            "home= twice twice",
                            "****")
                    .doesNotContain("geheim");
        });
    }

    @Test
    void only_the_hooks_of_the_edge_are_asked_in_their_order() throws IOException {
        Plan plan = plan(
                "  - {on: before *, run: [/bin/echo, each]}",
                "  - {on: after pause-traffic, run: [/bin/echo, other]}",
                "  - {on: before pause-traffic, run: [/bin/echo, this]}");

        assertThat(pass(plan, "before pause-traffic"))
                .extracting(Hooks.Heard::said)
                .containsExactly("ended with 0: each", "ended with 0: this");
        assertThat(pass(plan, "after freeze-writes")).isEmpty();
    }

    @Test
    void a_failure_vetoes_where_something_can_be_stopped_and_is_told_elsewhere() throws IOException {
        String script = script("echo not today; exit 3");
        String second = "  - {on: before *, run: [/bin/echo, second]}";

        assertThatThrownBy(() -> pass(
                        plan("  - {on: before switching-over, run: [" + script + "]}", second),
                        "before switching-over"))
                .isInstanceOfSatisfying(
                        Hooks.Veto.class, veto -> assertThat(veto.heard()).hasSize(1))
                .hasMessage("the hook " + script + " says no before switching-over: ended with 3: not today");
        assertThat(pass(
                        plan("  - {on: before switching-over, run: [" + script + "], onFailure: warn}", second),
                        "before switching-over"))
                .extracting(Hooks.Heard::failed)
                .containsExactly(true, false);
        assertThat(pass(
                        plan("  - {on: before resume-traffic, run: [" + script + "]}", second),
                        "before resume-traffic"))
                .extracting(Hooks.Heard::failed)
                .containsExactly(true, false);
    }

    @Test
    void a_program_that_takes_too_long_is_ended_with_its_children() throws IOException {
        String script = script("echo began\n(sleep 300; echo never) &\necho $! > " + folder.resolve("child")
                + "\nsh -c 'sleep 301 & wait' &\nwait");
        Plan plan = plan("  - {on: after finishing, run: [" + script + "], timeout: 500ms}");

        assertThat(pass(plan, "after finishing")).singleElement().satisfies(heard -> {
            assertThat(heard.failed()).isTrue();
            assertThat(heard.said()).isEqualTo("was ended after 500 ms: began");
            assertThat(heard.millis()).isBetween(500.0, 5_000.0);
        });
        long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
        await().until(() -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
        await().until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains(folder.toString())));
    }

    @Test
    void the_time_that_is_left_bounds_every_hook() throws IOException {
        Plan plan = plan("  - {on: before freeze-writes, run: [sleep, '300'], onFailure: warn, timeout: 4s}");
        try (Hooks hooks = PlannedHooks.of(plan)) {
            assertThat(hooks.pass(edge("before freeze-writes"), 1, Duration.ofMillis(200)))
                    .singleElement()
                    .satisfies(heard -> assertThat(heard.said()).matches("was ended after (200|1\\d\\d) ms"));
            assertThat(hooks.pass(edge("before freeze-writes"), 1, Duration.ZERO))
                    .extracting(Hooks.Heard::said)
                    .containsExactly("was not asked: no time was left");
        }
    }

    @Test
    void much_output_is_cut_and_a_child_that_keeps_it_open_is_not_waited_for() throws IOException {
        String script = script("head -c 100000 /dev/zero | tr '\\0' x\nsleep 5 &\nexit 0");

        assertThat(pass(plan("  - {on: after finishing, run: [" + script + "]}"), "after finishing"))
                .singleElement()
                .satisfies(heard -> {
                    assertThat(heard.failed()).isFalse();
                    assertThat(heard.said()).hasSize(Ending.SHOWN + 1).endsWith("xx…");
                    assertThat(heard.millis()).isLessThan(4_000);
                });
    }

    @Test
    void a_webhook_is_sent_the_occasion_with_its_token() throws IOException {
        AtomicReference<String> got = new AtomicReference<>();
        HttpServer server = server(200, "fine", got);
        try {
            assertThat(pass(
                            plan("  - {on: after pause-traffic, webhook: '" + address(server)
                                    + "', token: '${file:password}'}"),
                            "after pause-traffic"))
                    .extracting(Hooks.Heard::said)
                    .containsExactly("answered 200: fine");
            assertThat(got.get())
                    .isEqualTo("POST Bearer geheim-0815 {\"upgrade\":\"orders\",\"edge\":\"after pause-traffic\","
                            + "\"phase\":\"switching-over\",\"step\":\"pause-traffic\",\"stretch\":\"pause\","
                            + "\"passage\":\"7\",\"source\":\"old-db:5432\",\"target\":\"new-db:5433\"}");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_webhook_vetoes_by_its_status_and_is_not_followed_elsewhere() throws IOException {
        HttpServer server = server(302, "there", new AtomicReference<>());
        try {
            assertThatThrownBy(() ->
                            pass(plan("  - {on: before *, webhook: '" + address(server) + "'}"), "before finishing"))
                    .isInstanceOf(Hooks.Veto.class)
                    .hasMessageEndingWith("says no before finishing: answered 302: there");
        } finally {
            server.stop(0);
        }
        assertThatThrownBy(
                        () -> pass(plan("  - {on: before *, webhook: '" + address(server) + "'}"), "before finishing"))
                .isInstanceOf(Hooks.Veto.class)
                .hasMessageContaining("could not be asked");
    }

    @Test
    void a_webhook_that_does_not_answer_is_given_up() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            // Headers at once, and then a body that never ends.
            exchange.sendResponseHeaders(200, 0);
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            assertThat(pass(
                            plan("  - {on: after finishing, webhook: '" + address(server) + "', timeout: 300ms}"),
                            "after finishing"))
                    .extracting(Hooks.Heard::said)
                    .containsExactly("gave no answer within 300 ms");
        } finally {
            end.countDown();
            server.stop(0);
        }
    }

    @Fires({"HK-02", "HK-03"})
    @Test
    void the_check_finds_programs_that_are_not_there_and_tokens_that_are_not_set() throws IOException {
        Plan plan = plan(
                "  - {on: before *, run: [/no/such/program], timeout: 10ms}",
                "  - {on: before *, run: [sh, -c, 'true'], timeout: 10ms}",
                "  - {on: after finishing, webhook: 'http://localhost:1/', token: '${env:PGBATON_NOT_SET}'}");
        try (Hooks hooks = PlannedHooks.of(plan)) {
            assertThat(Fires.Proof.told(hooks.check()))
                    .extracting(finding -> finding.id() + " " + finding.subject())
                    .containsExactly("HK-02 hook /no/such/program", "HK-03 hook http://localhost:1/");
        }
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private static HttpServer server(int status, String answer, AtomicReference<String> got) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", exchange -> {
            got.set(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
