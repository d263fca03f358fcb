package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Step;
import io.pgbaton.traffic.PgBouncer;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepPagesTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path COMMITTED = DOCS.resolve("steps");
    private static final String CONFIG_FILE = "/etc/pgbouncer/pgbouncer.ini";

    /** When PgBouncer points at the target. */
    private static final Set<Phase> AFTER = Set.of(Phase.HANDING_OVER, Phase.SWITCHING_BACK);

    @TempDir
    Path directory;

    @Test
    void the_committed_pages_are_the_generated_ones() throws Exception {
        Map<String, String> pages = pages();
        if (Boolean.getBoolean("regenerate")) {
            write(pages);
        }

        assertThat(committed())
                .as("write them again with: mvn -pl orchestrator test -Dtest=StepPagesTest -Dregenerate=true")
                .isEqualTo(pages);
    }

    @Test
    void every_step_has_a_page() throws Exception {
        Map<String, String> pages = pages();

        for (Phase phase : Phase.values()) {
            for (Step step : Workflow.steps(phase)) {
                assertThat(pages).containsKey(step.name() + ".md");
                assertThat(pages.get(step.name() + ".md")).contains("## " + phase + ", step ");
            }
        }
    }

    @Test
    void no_page_shows_a_secret() throws Exception {
        assertThat(String.join("", pages().values()))
                .contains("password=''****''")
                .doesNotContain("never-shown")
                .doesNotContain("SCRAM-SHA-256");
    }

    @Test
    void every_hazard_that_a_plan_may_acknowledge_is_explained() throws Exception {
        String page = Files.readString(DOCS.resolve("requirements-and-limits.md"))
                + Files.readString(DOCS.resolve("checks.md"));
        Pattern hazard = Pattern.compile("hazard\\(\\s*\"([A-Za-z0-9-]+)\"");
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                hazard.matcher(Files.readString(source))
                        .results()
                        .forEach(found -> assertThat(page).as(source.toString()).contains("`" + found.group(1) + "`"));
            }
        }
    }

    private Map<String, String> pages() throws IOException {
        Files.writeString(directory.resolve("secret"), "never-shown");
        try (PgBouncer before = bouncer("before.ini", "old-db");
                PgBouncer after = bouncer("after.ini", "new-db")) {
            Map<String, String> pages = new TreeMap<>();
            StepPages.of(plan("before.ini"), phase -> AFTER.contains(phase) ? after : before)
                    .forEach((name, text) -> pages.put(name, withoutDirectory(text)));
            return pages;
        }
    }

    private PgBouncer bouncer(String file, String host) throws IOException {
        Files.writeString(
                directory.resolve(file), "[databases]\norders = host=" + host + ".example.internal port=5432\n");
        Plan plan = plan(file);
        return new PgBouncer(plan, (PgBouncerTraffic) plan.traffic().get(0), Path.of("psql"));
    }

    private Plan plan(String file) {
        return PlanFile.parse(PLAN.formatted(directory.resolve(file)), "orders.yaml", directory)
                .plan();
    }

    private String withoutDirectory(String text) {
        return text.replaceAll(Pattern.quote(directory + "/") + "(before|after)\\.ini", CONFIG_FILE);
    }

    private static Map<String, String> committed() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        if (Files.isDirectory(COMMITTED)) {
            try (Stream<Path> files = Files.list(COMMITTED)) {
                for (Path file : files.toList()) {
                    pages.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return pages;
    }

    /** Pages of steps that are gone go, too. */
    private static void write(Map<String, String> pages) throws IOException {
        Files.createDirectories(COMMITTED);
        for (String name : committed().keySet()) {
            Files.delete(COMMITTED.resolve(name));
        }
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(COMMITTED.resolve(page.getKey()), page.getValue());
        }
    }

    private static final String PLAN = """
            name: orders-15-to-18
            source:
              host: old-db.example.internal
              user: postgres
              password: ${file:secret}
            target:
              host: new-db.example.internal
              user: postgres
              password: ${file:secret}
            databases: orders
            traffic:
              kind: pgbouncer
              console:
                host: pgbouncer.example.internal
                user: pgbouncer
              configFile: %s
              databases: [orders]
            """;
}
