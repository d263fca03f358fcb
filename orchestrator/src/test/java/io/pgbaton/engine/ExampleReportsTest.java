package io.pgbaton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.cli.text.JsonText;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.report.Document;
import io.pgbaton.report.DryRunPage;
import io.pgbaton.report.Html;
import io.pgbaton.report.Markdown;
import io.pgbaton.report.PlainText;
import io.pgbaton.report.UpgradePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The papers under {@code docs/example}, which readers of the documentation see before they have a server. */
class ExampleReportsTest {
    private static final Path FOLDER = Path.of("../docs/example");

    private final Plan plan = PlanFile.parse(PLAN, "orders.yaml", Path.of(".")).plan();
    private final Traffic traffic = new ExampleReports.Pooler();

    @Test
    void the_change_request_is_the_same_for_equal_facts_in_every_form() throws IOException {
        DryRun dryRun = ExampleReports.dryRun(plan, traffic);

        assertThat(dryRun.blocked()).as(dryRun.findings().toString()).isFalse();
        forms("change-request", DryRunPage.of(dryRun, plan), JsonText.of(dryRun));
    }

    @Test
    void the_report_of_what_was_done_is_the_same_for_an_equal_history_in_every_form() throws IOException {
        UpgradeReport report = ExampleReports.report(plan, traffic);

        assertThat(report.approvals()).hasSize(1);
        assertThat(report.approvals().get(0).digest())
                .as("what was approved is the change request beside it")
                .isEqualTo(ExampleReports.dryRun(plan, traffic).digest());
        forms("report", UpgradePage.of(report), JsonText.of(report));
    }

    private static void forms(String name, Document page, String json) throws IOException {
        compare(name + ".txt", PlainText.of(page, PlainText.Ink.NONE, Integer.MAX_VALUE));
        compare(name + ".md", Markdown.of(page));
        compare(name + ".html", Html.of(page));
        compare(name + ".json", json);
    }

    private static void compare(String name, String text) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertThat(file)
                .as("written again with: mvn -pl orchestrator test -Dtest=ExampleReportsTest -Dregenerate=true")
                .hasContent(text);
    }

    private static final String PLAN = """
            name: orders-15-to-18
            source:
              host: old-db.example.internal
              user: postgres
            target:
              host: new-db.example.internal
              user: postgres
            databases: orders
            traffic:
              kind: pgbouncer
              console:
                host: pgbouncer.example.internal
                user: pgbouncer
              configFile: /etc/pgbouncer/pgbouncer.ini
              databases: [orders]
            approval: required
            """;
}
