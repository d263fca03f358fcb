package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.rest.Served;
import io.pgbaton.rest.Served.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A whole upgrade, there and back and there again, by nothing but requests, while clients write. */
class RestIT {
    private static final String SHOP = "/api/upgrades/shop";
    private static final String APPROVED = "{\"approve\": true}";
    private static final String HELD_STEP = "await-catch-up";
    private static final Duration LONG = Duration.ofMinutes(3);

    @Test
    void drives_a_live_database_there_and_back_and_there_again() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "shop.sql");
            Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
            Writer writer = Writer.start(Writer.Options.at(lab.bouncerUrl("app"), "postgres", lab.password())
                    .clients(8)
                    .rate(200));
            await().until(() -> writer.acknowledged() > 100);

            try (Served api = new Served(rig.upgrades)) {
                posted(api, plan(rig));
                looked(api, writer);
                replicatingUntilTheProcessEnds(rig, api);
            }
            try (Served api = new Served(rig.upgrades("test:2"))) {
                resumed(api);
                switchedOver(api);
                writes(writer);
                compared(rig, api);
                switchedBack(api);
                writes(writer);
                switchedOver(api);
                writes(writer);
                finished(api);
            }

            Writer.Report report = writer.stop();
            assertThat(report.failures()).isEmpty();
            Writer.Verdict verdict = writer.verify(lab.url(TARGET, "app"), "postgres", lab.password());
            assertThat(verdict.exact()).as(verdict.toString()).isTrue();
        }
    }

    @Test
    void a_person_who_moves_the_clients_confirms_it_by_a_request() {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            rig.sql(SOURCE, "postgres", "CREATE DATABASE app");
            Comparison.load(lab.login(SOURCE, "app"), "shop.sql");
            rig.upgrades.add(rig.plan(
                    "shop", "[app]", "traffic: {kind: manual, timeout: 2min}", "switchover: {freezeBudget: 4min}"));
            try (Served api = new Served(rig.upgrades)) {
                accepted(api.post(SHOP + "/check"));
                reaches(api, "CHECKED");
                accepted(api.post(SHOP + "/replicate"));
                reaches(api, "IN_SYNC");
                refused(api.post(SHOP + "/confirm"), "nothing-asked", "question");

                accepted(api.post(SHOP + "/switch-over", "application/json", APPROVED));
                await().atMost(LONG)
                        .until(() -> ok(api.get(SHOP)).json().path("question").isString());
                assertThat(ok(api.get(SHOP)).at("question")).contains("target");
                assertThat(rig.query(TARGET, "app", "SHOW default_transaction_read_only"))
                        .as("nobody writes anywhere before it is confirmed")
                        .containsExactly("on");
                accepted(api.post(SHOP + "/confirm"));
                reaches(api, "SWITCHED_OVER");
                assertThat(rig.query(TARGET, "app", "SHOW default_transaction_read_only"))
                        .containsExactly("off");
                refused(api.post(SHOP + "/confirm"), "nothing-asked", "question");
            }
        }
    }

    private static String plan(Rig rig) {
        String text = rig.plan("shop", "[app]", rig.behindPgBouncer("app")).text();
        return text.replace("${file:", "${file:" + rig.folder + "/")
                + "\napproval: operator\ncompare: {atSwitch: exact}\n";
    }

    private static void posted(Served api, String plan) {
        Answer answer = api.post("/api/upgrades", "application/yaml", plan);
        assertThat(answer.code()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo(SHOP);
        assertThat(answer.text()).doesNotContain("password\"");
    }

    /** What only looks, and the check. */
    private static void looked(Served api, Writer writer) {
        JsonNode check = ok(api.get(SHOP + "/check")).json();
        assertThat(check.path("blocked").asBoolean()).as(check.toString()).isFalse();
        JsonNode dryRun = ok(api.get(SHOP + "/dry-run")).json();
        assertThat(dryRun.path("parts").size()).isGreaterThanOrEqualTo(3);
        assertThat(phase(api)).isEqualTo("PLANNED");
        assertThat(ok(api.get(SHOP + "/dry-run?format=html")).text()).contains("<!DOCTYPE html>", "copy-schema");
        approved(api, dryRun.path("digest").asString());

        accepted(api.post(SHOP + "/check"));
        await().atMost(LONG).until(() -> phase(api).equals("CHECKED"));
        JsonNode job = job(api);
        assertThat(job.path("outcome").asString()).as(job.toString()).isEqualTo("DONE");
        assertThat(job.path("exitCode").asInt()).isZero();
    }

    private static void approved(Served api, String digest) {
        String path = SHOP + "/approvals";
        refused(
                api.post(path, "application/json", "{\"digest\": \"000000000000\", \"by\": \"anna\"}"),
                "not-approved",
                digest);
        assertThat(api.post(path, "application/json", "{\"digest\": \"" + digest + "\"}")
                        .code())
                .isEqualTo(400);
        assertThat(api.post(path, "application/json", "{\"digest\": \"" + digest + "\", \"by\": \"anna\"}")
                        .code())
                .isEqualTo(201);
        assertThat(api.get(SHOP).json().at("/approval/by").asString()).isEqualTo("anna");
    }

    /** Nobody else can work on it meanwhile; a step is held; the process is asked to end and pauses. */
    private static void replicatingUntilTheProcessEnds(Rig rig, Served api) {
        accepted(api.post(SHOP + "/replicate"));
        accepted(api.post(SHOP + "/steps/" + HELD_STEP + "/pause"));
        refused(api.post(SHOP + "/replicate"), "at-work", "this process");
        try (Served other = new Served(rig.upgrades("other:7"))) {
            refused(other.post(SHOP + "/resume"), "at-work", "test:1");
        }
        api.close();
        assertThat(rig.upgrades.status("shop").phase()).hasToString("PAUSED");
    }

    /** The hold outlives the process that was told of it. */
    private static void resumed(Served api) {
        assertThat(phase(api)).isEqualTo("PAUSED");
        assertThat(stateOf(api, HELD_STEP)).isEqualTo("HELD");
        accepted(api.post(SHOP + "/resume"));
        await().atMost(LONG).until(() -> !job(api).path("endedAt").isNull());
        assertThat(job(api).path("outcome").asString()).as(job(api).toString()).isEqualTo("PAUSED");
        assertThat(job(api).path("message").asString()).contains(HELD_STEP);
        assertThat(stateOf(api, "await-initial-copy")).isEqualTo("DONE");
        refused(api.post(SHOP + "/steps/await-initial-copy/start"), "not-allowed", "done");

        accepted(api.post(SHOP + "/steps/" + HELD_STEP + "/start"));
        reaches(api, "IN_SYNC");
        JsonNode database = api.get(SHOP).json().at("/databases/0");
        assertThat(database.path("tables").asInt()).isPositive();
        assertThat(database.path("tablesReady")).isEqualTo(database.path("tables"));
    }

    private static void switchedOver(Served api) {
        refused(api.post(SHOP + "/switch-over"), "approval-missing", "approve");
        accepted(api.post(SHOP + "/switch-over", "application/json", APPROVED));
        reaches(api, "SWITCHED_OVER");
        JsonNode last = api.get(SHOP).json().path("switchover");
        assertThat(last.path("pauseMillis").asDouble()).isPositive();
        assertThat(last.path("direction").asString()).isEqualTo("over");
        assertThat(last.at("/compared/state").asString()).as(last.toString()).isEqualTo("SAME");
        assertThat(job(api).path("message").asString()).contains("as they were at the switch: no difference");
    }

    /** Nobody else compares meanwhile; the progress and the outcome are there to be read. */
    private static void compared(Rig rig, Served api) {
        String path = SHOP + "/comparisons";
        AtomicReference<Answer> second = new AtomicReference<>();
        rig.upgrades.compare("shop", pace -> second.compareAndSet(null, api.post(path)));
        refused(second.get(), "at-work", "being compared already");

        Answer begun = api.post(path, "application/json", "{\"anew\": true}");
        assertThat(begun.code()).as(begun.toString()).isEqualTo(202);
        assertThat(begun.header("Location")).isEqualTo(path);
        await().atMost(LONG)
                .until(() -> !ok(api.get(path)).json().at("/latest/endedAt").isNull());
        JsonNode answer = ok(api.get(path)).json();
        assertThat(answer.at("/latest/outcome").asString())
                .as(answer.toString())
                .isEqualTo("SAME");
        assertThat(answer.at("/latest/pace/tables").asInt()).isPositive();
        assertThat(answer.at("/latest/message").asString()).contains("target to source: no difference");
        assertThat(answer.at("/latest/comparison/publisher").asString()).isEqualTo("TARGET");
        assertThat(answer.path("history").size())
                .as("at the switch, and twice since")
                .isEqualTo(3);
        assertThat(answer.at("/history/2/detail/verdict").asString()).isEqualTo("SAME");
    }

    private static void switchedBack(Served api) {
        refused(api.post(SHOP + "/abandon"), "not-allowed", "switch-back");
        accepted(api.post(SHOP + "/switch-back"));
        reaches(api, "SWITCHED_BACK");
        assertThat(api.get(SHOP).json().at("/switchover/direction").asString()).isEqualTo("back");
    }

    private static void finished(Served api) {
        accepted(api.post(SHOP + "/finish"));
        reaches(api, "FINISHED");
        assertThat(ok(api.get(SHOP + "/report")).text()).contains("FINISHED");
        assertThat(ok(api.get(SHOP + "/events"))
                        .json()
                        .valueStream()
                        .map(event -> event.path("kind").asString()))
                .contains("create", "replicate", "pause", "resume", "switch-over", "switch-back", "finish");
    }

    private static void writes(Writer writer) {
        long before = writer.acknowledged();
        await().until(() -> writer.acknowledged() > before + 50);
    }

    private static void reaches(Served api, String phase) {
        await().atMost(LONG).until(() -> !job(api).path("endedAt").isNull());
        assertThat(phase(api)).as(job(api).toString()).isEqualTo(phase);
    }

    private static String phase(Served api) {
        return ok(api.get(SHOP)).at("phase");
    }

    private static JsonNode job(Served api) {
        return ok(api.get(SHOP + "/job")).json();
    }

    private static String stateOf(Served api, String step) {
        List<JsonNode> steps = ok(api.get(SHOP + "/steps")).json().valueStream().toList();
        return steps.stream()
                .filter(one -> one.path("name").asString().equals(step))
                .findFirst()
                .orElseThrow()
                .path("state")
                .asString();
    }

    private static Answer ok(Answer answer) {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(200);
        return answer;
    }

    private static void accepted(Answer answer) {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(SHOP);
    }

    private static void refused(Answer answer, String type, String says) {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(409);
        assertThat(answer.at("type")).isEqualTo("urn:pgbaton:problem:" + type);
        assertThat(answer.text()).contains(says);
    }
}
