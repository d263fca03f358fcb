package io.pgbaton.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.rest.Served.Answer;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Signal;
import io.pgbaton.upgrade.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that needs no server: nobody listens on ports 1 and 2 of this machine. */
final class RestTest {
    private static final String YAML = "application/yaml";
    private static final String PLAN = """
            name: NAME
            source:
              host: 127.0.0.1
              port: 1
              user: postgres
              password: ${file:SECRET}
            target:
              host: 127.0.0.1
              port: 2
              user: postgres
            databases: orders
            traffic:
              kind: fence
            limits:
              reconnect: 1s
            """;

    @TempDir
    static Path directory;

    private static Unreachable product;
    private static Served api;
    private static int count;

    private final String name = "orders-" + ++count;
    private String plan;

    @BeforeAll
    static void serve() {
        product = new Unreachable(directory.resolve("control.db"));
        api = new Served(product.upgrades);
    }

    @AfterAll
    static void end() throws Exception {
        api.close();
        product.close();
    }

    @BeforeEach
    void write() throws IOException {
        Path secret = directory.resolve("password");
        Files.writeString(secret, "s3cret-of-the-source");
        plan = PLAN.replace("NAME", name).replace("SECRET", secret.toString());
    }

    private String at(String below) {
        return "/api/upgrades/" + name + below;
    }

    private void posted() {
        Answer answer = api.post("/api/upgrades", YAML, plan);
        assertThat(answer.code()).as(answer.toString()).isEqualTo(201);
    }

    /** As if a process had brought the upgrade there. */
    private void stands(Signal... signals) {
        long epoch = product.journal.claim(name, "host:1");
        for (Signal signal : signals) {
            Entry entry = product.journal.find(name).orElseThrow();
            Stage to = io.pgbaton.upgrade.Lifecycle.after(entry.stage(), signal).orElseThrow();
            product.journal.advance(entry, epoch, signal, to, "host:1", null);
        }
    }

    private static void isProblem(Answer answer, int code, String type) {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.at("type")).isEqualTo("urn:pgbaton:problem:" + type);
        assertThat(answer.at("title")).isNotBlank();
        assertThat(answer.at("detail")).isNotBlank();
        assertThat(answer.json().path("status").asInt()).isEqualTo(code);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "text/yaml", "text/plain", "text/yaml;charset=utf-8"})
    void a_new_plan_becomes_an_upgrade_with_an_address(String type) {
        Answer answer = api.post("/api/upgrades", type, plan);

        assertThat(answer.code()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo(at(""));
        assertThat(answer.at("name")).isEqualTo(name);
        assertThat(answer.at("phase")).isEqualTo("PLANNED");
        assertThat(texts(answer.json().path("allowed"))).containsExactly("check", "abandon");
    }

    @Test
    void a_plan_may_be_written_as_json() {
        String json = """
                {"name": "NAME", "source": {"host": "a", "user": "postgres"}, "target": {"host": "b", "user": "postgres"},
                 "databases": "all", "traffic": {"kind": "fence"}}
                """;

        assertThat(api.post("/api/upgrades", "application/json", json.replace("NAME", name))
                        .code())
                .isEqualTo(201);
    }

    @Test
    void the_same_plan_again_is_known_already() {
        posted();

        Answer again = api.post("/api/upgrades", YAML, "# a comment more\n" + plan);

        assertThat(again.code()).isEqualTo(200);
        assertThat(again.header("Location")).isEqualTo(at(""));
    }

    @Test
    void another_plan_is_taken_as_long_as_nothing_was_changed() {
        posted();

        Answer other = api.post("/api/upgrades", YAML, plan.replace("databases: orders", "databases: customers"));

        assertThat(other.code()).isEqualTo(200);
        assertThat(other.json().path("databases").toString()).contains("customers");
    }

    @Test
    void another_plan_of_an_upgrade_under_way_is_refused_with_the_difference() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        Answer other = api.post("/api/upgrades", YAML, plan.replace("databases: orders", "databases: customers"));

        isProblem(other, 409, "plan-changed");
        assertThat(other.json().path("differences").toString())
                .contains("orders")
                .contains("customers");
    }

    @Test
    void a_bad_plan_is_refused_with_every_line_and_leaves_nothing() {
        Answer answer = api.post("/api/upgrades", YAML, plan.replace("port:", "prot:") + "sequence: 3\n");

        isProblem(answer, 400, "plan-invalid");
        assertThat(texts(answer.json().path("problems")))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("posted-plan.yaml:4:") && line.contains("prot"))
                .anyMatch(line -> line.startsWith("posted-plan.yaml:9:") && line.contains("prot"))
                .anyMatch(line -> line.startsWith("posted-plan.yaml:16:") && line.contains("sequence"));
        assertThat(api.get(at("")).code()).isEqualTo(404);
    }

    @Test
    void a_body_of_another_type_is_refused_with_the_types_that_are_taken() {
        Answer answer = api.post("/api/upgrades", "application/xml", plan);

        isProblem(answer, 415, "unsupported-media-type");
        assertThat(answer.at("detail")).contains("application/yaml");
    }

    @Test
    void a_body_of_more_than_a_mebibyte_is_refused_with_and_without_a_length() {
        String long_ = "# " + "x".repeat(1024 * 1024) + "\n" + plan;

        isProblem(api.post("/api/upgrades", YAML, long_), 413, "body-too-large");
        Answer chunked = api.send(api.request("/api/upgrades")
                .header("Content-Type", YAML)
                .POST(BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(long_.getBytes(StandardCharsets.UTF_8)))));
        isProblem(chunked, 413, "body-too-large");
    }

    @Test
    void a_body_that_is_not_utf_8_is_refused() {
        Answer answer = api.send(api.request("/api/upgrades")
                .header("Content-Type", YAML)
                .POST(BodyPublishers.ofByteArray(new byte[] {'n', (byte) 0xff})));

        isProblem(answer, 400, "body-invalid");
    }

    @Test
    void the_passwords_of_a_plan_are_never_told() {
        posted();

        assertThat(api.get("/api/upgrades").text()).doesNotContain("s3cret");
        for (String path : List.of("", "/events", "/steps", "/report", "/dry-run")) {
            assertThat(api.get(at(path)).text()).doesNotContain("s3cret");
        }
        assertThat(api.post("/api/upgrades", YAML, plan + "nonsense: 1\n").text())
                .doesNotContain("s3cret");
    }

    @Test
    void the_status_has_the_keys_and_values_of_the_command_line() {
        posted();
        JsonMapper plain = JsonMapper.builder().build();

        Answer answer = api.get(at(""));

        assertThat(answer.code()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(plain.writeValueAsString(product.upgrades.status(name)));
        assertThat(answer.json().has("lastError")).isTrue();
        assertThat(answer.json().path("lastError").isNull()).isTrue();
    }

    @Test
    void a_status_is_told_though_the_servers_cannot_be_reached() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        Answer answer = api.get(at(""));

        assertThat(answer.code()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.at("phase")).isEqualTo("REPLICATING");
        assertThat(answer.json().at("/databases/0/lagBytes").isNull()).isTrue();
    }

    @Test
    void all_upgrades_are_listed_the_newest_first() {
        posted();
        api.post("/api/upgrades", YAML, plan.replace(name, "invoices"));

        assertThat(api.get("/api/upgrades")
                        .json()
                        .valueStream()
                        .map(one -> one.path("name").asString()))
                .startsWith("invoices", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/steps", "/events", "/job", "/report", "/dry-run", "/check"})
    void an_upgrade_that_is_not_there_is_not_found(String below) {
        isProblem(api.get("/api/upgrades/nobody" + below), 404, "unknown-upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/check", "/pause", "/resume", "/steps/copy-schema/pause", "/steps/copy-schema/start"})
    void an_upgrade_that_is_not_there_takes_no_signal(String below) {
        isProblem(api.post("/api/upgrades/nobody" + below), 404, "unknown-upgrade");
    }

    @Test
    void a_signal_that_is_none_is_not_found_and_told_which_there_are() {
        posted();

        Answer answer = api.post(at("/explode"));

        isProblem(answer, 404, "unknown-signal");
        assertThat(answer.at("detail")).contains("switch-over");
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "rerouted", "failed", "backed-out"})
    void the_signals_of_the_engine_are_not_for_operators(String word) {
        posted();

        isProblem(api.post(at("/") + word), 404, "unknown-signal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"replicate", "switch-over", "switch-back", "finish", "pause", "resume"})
    void a_signal_that_is_not_possible_now_is_answered_with_those_that_are(String word) {
        posted();

        Answer answer = api.post(at("/") + word);

        isProblem(answer, 409, "not-allowed");
        assertThat(texts(answer.json().path("allowed"))).containsExactly("check", "abandon");
        assertThat(api.get(at("/job")).code()).isEqualTo(404);
    }

    @Test
    void a_signal_whose_servers_cannot_be_reached_says_so_at_once_and_the_job_keeps_it() {
        posted();

        isProblem(api.post(at("/check")), 502, "server-failed");

        Answer job = api.get(at("/job"));
        assertThat(job.at("signal")).isEqualTo("check");
        assertThat(job.at("outcome")).isEqualTo("FAILED");
        assertThat(job.at("message")).isNotBlank();
        assertThat(api.get(at("")).at("phase")).isEqualTo("PLANNED");
    }

    @Test
    void a_dry_run_whose_servers_cannot_be_reached_says_so() {
        posted();

        isProblem(api.get(at("/dry-run")), 502, "server-failed");
    }

    @Test
    void a_switchover_that_the_plan_wants_approved_needs_the_word() {
        plan = plan + "approval: operator\n";
        posted();
        stands(Signal.CHECK, Signal.REPLICATE, Signal.COMPLETED);

        isProblem(api.post(at("/switch-over")), 409, "approval-missing");
        isProblem(api.post(at("/switch-over"), "application/json", "{\"approve\": false}"), 409, "approval-missing");
        isProblem(api.post(at("/switch-over"), "application/json", "{\"approve\": true}"), 502, "server-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "true",
                "{\"aprove\": true}",
                "{\"approve\": \"yes\"}",
                "{\"approve\": true, \"x\": 1}"
            })
    void a_body_of_a_signal_that_says_anything_else_is_refused(String body) {
        posted();

        isProblem(api.post(at("/check"), "application/json", body), 400, "body-invalid");
    }

    @ParameterizedTest
    @CsvSource({"switch-over", "switch-back", "finish", "check"})
    void work_that_a_crash_cut_short_does_not_go_past_its_phase(String word) {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        Answer answer = api.post(at("/") + word);

        isProblem(answer, 409, "not-allowed");
    }

    @Test
    void work_that_a_crash_cut_short_is_resumed() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        // Allowed by the lifecycle; what fails are the servers.
        isProblem(api.post(at("/resume")), 502, "server-failed");
    }

    @Test
    void a_pause_is_asked_of_whoever_works() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        Answer answer = api.post(at("/pause"));

        assertThat(answer.code()).isEqualTo(202);
        assertThat(answer.json().path("pauseRequested").asBoolean()).isTrue();
    }

    @Test
    void the_steps_of_the_phase_are_told_in_order() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE);

        JsonNode steps = api.get(at("/steps")).json();

        assertThat(steps.valueStream().map(step -> step.path("name").asString()))
                .startsWith("copy-roles", "create-databases")
                .contains("create-subscription");
        assertThat(steps.valueStream().map(step -> step.path("state").asString()))
                .containsOnly("PENDING");
    }

    @Test
    void a_step_that_is_held_stays_held_after_a_restart_until_it_is_started() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE, Signal.PAUSE);

        Answer held = api.post(at("/steps/copy-schema/pause"));
        assertThat(held.code()).as(held.toString()).isEqualTo(202);
        api.close();
        api = new Served(product.upgrades);
        assertThat(stateOf("copy-schema")).isEqualTo("HELD");

        isProblem(api.post(at("/steps/copy-schema/start")), 502, "server-failed");
        assertThat(stateOf("copy-schema")).isEqualTo("PENDING");
    }

    private String stateOf(String step) {
        return api.get(at("/steps"))
                .json()
                .valueStream()
                .filter(one -> one.path("name").asString().equals(step))
                .findFirst()
                .orElseThrow()
                .path("state")
                .asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "start"})
    void a_step_of_another_phase_is_refused(String verb) {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE, Signal.PAUSE);

        isProblem(api.post(at("/steps/freeze-writes/") + verb), 409, "not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "start"})
    void a_step_that_is_done_is_refused(String verb) {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE, Signal.PAUSE);
        done("copy-roles");

        isProblem(api.post(at("/steps/copy-roles/") + verb), 409, "not-allowed");
    }

    private void done(String step) {
        Entry entry = product.journal.find(name).orElseThrow();
        long id = product.journal.intend(name, entry.epoch(), entry.passage(), Phase.REPLICATING, step, "", "{}");
        product.journal.settle(name, entry.epoch(), id, io.pgbaton.engine.Journal.MoveState.DONE, null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "start"})
    void the_steps_of_a_check_are_neither_paused_nor_started(String verb) {
        posted();

        isProblem(api.post(at("/steps/check-servers/") + verb), 409, "not-allowed");
    }

    @Test
    void the_events_after_the_last_known_one_are_told_with_their_detail_as_json() {
        posted();
        stands(Signal.CHECK);

        JsonNode all = api.get(at("/events")).json();
        assertThat(all.path(0).path("kind").asString()).isEqualTo("create");
        assertThat(all.path(0).path("detail").path("digest").asString()).isNotBlank();

        long first = all.path(0).path("id").asLong();
        JsonNode later = api.get(at("/events?after=") + first).json();
        assertThat(later).hasSize(all.size() - 1);
    }

    @Test
    void an_event_id_that_is_no_number_is_refused() {
        posted();

        Answer answer = api.get(at("/events?after=yesterday"));

        isProblem(answer, 400, "bad-request");
        assertThat(answer.at("detail")).contains("after");
    }

    @Test
    void the_report_is_markdown() {
        posted();

        Answer answer = api.get(at("/report"));

        assertThat(answer.header("Content-Type")).startsWith("text/markdown");
        assertThat(answer.text()).startsWith("# Upgrade " + name);
    }

    @Test
    void an_address_of_nothing_is_not_found() {
        isProblem(api.get("/"), 404, "not-found");
        isProblem(api.get("/api/upgrades/a/b/c/d"), 404, "not-found");
        isProblem(api.get("/error"), 404, "not-found");
    }

    @Test
    void a_verb_that_an_address_does_not_know_is_refused_with_those_it_does() {
        Answer answer = api.method("DELETE", "/api/upgrades");

        isProblem(answer, 405, "method-not-allowed");
        assertThat(answer.at("detail")).contains("GET or POST");
        assertThat(answer.header("Allow")).contains("POST");
    }

    @Test
    void nobody_gets_in_without_the_token() {
        for (String path : List.of("/", "/api/upgrades", "/api/upgrades/x", "/error", "/nowhere")) {
            Answer answer = api.send(api.bare(path).GET());
            isProblem(answer, 401, "unauthorized");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"pgbaton\"");
        }
        assertThat(api.send(api.bare("/api/upgrades").POST(BodyPublishers.ofString(plan)))
                        .code())
                .isEqualTo(401);
        assertThat(api.get(at("")).code()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong-token-wrong-token", "Basic YTpi", "Bearer", Served.TOKEN})
    void nobody_gets_in_with_another_token(String authorization) {
        Answer answer = api.send(
                api.bare("/api/upgrades").header("Authorization", authorization).GET());

        isProblem(answer, 401, "unauthorized");
        assertThat(answer.header("WWW-Authenticate")).contains("invalid_token");
        assertThat(answer.text()).doesNotContain(Served.TOKEN);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "127.0.0.1, 200",
        "LOCALHOST:80, 200",
        "[::1]:80, 200",
        "evil.example, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:80, 403"
    })
    void a_name_that_somebody_pointed_at_this_machine_is_refused(String host, String code) throws IOException {
        String request = "GET /api/upgrades HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + Served.TOKEN
                + "\r\nConnection: close\r\n\r\n";

        assertThat(raw(request)).startsWith("HTTP/1.1 " + code);
    }

    @Test
    void what_the_container_refuses_tells_nothing_of_the_machine() throws IOException {
        String answer = raw("GET /api/%ZZ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Tomcat").doesNotContain("Exception");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servers_are_compared_only_while_one_follows_the_other() {
        posted();

        Answer answer = api.post(at("/comparisons"));

        isProblem(answer, 409, "not-allowed");
        assertThat(answer.at("detail")).contains("when the upgrade is in sync");
        Answer all = api.get(at("/comparisons"));
        assertThat(all.json().at("/latest/outcome").asString()).isEqualTo("FAILED");
        assertThat(all.json().path("history").size()).isZero();
    }

    @Test
    void a_comparison_says_which_servers_it_cannot_reach() {
        posted();
        stands(Signal.CHECK, Signal.REPLICATE, Signal.COMPLETED);

        isProblem(api.post(at("/comparisons")), 502, "server-failed");
    }

    @Test
    void a_comparison_takes_no_other_body_than_one_word() {
        posted();

        isProblem(api.post(at("/comparisons"), "application/json", "{\"fresh\": 1}"), 400, "body-invalid");
        isProblem(api.post(at("/comparisons"), "application/json", "anew"), 400, "body-invalid");
        isProblem(api.post("/api/upgrades/nobody/comparisons"), 404, "unknown-upgrade");
        isProblem(api.get("/api/upgrades/nobody/comparisons"), 404, "unknown-upgrade");
    }
}
