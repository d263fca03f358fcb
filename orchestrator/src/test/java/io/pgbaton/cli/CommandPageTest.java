package io.pgbaton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CommandPageTest {
    private static final Path COMMITTED = Path.of("../docs/commands.md");

    private final String page = CommandPage.of(PgbatonTest.commandLine());

    @Test
    void the_committed_page_is_the_generated_one() throws Exception {
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(COMMITTED, page);
        }

        assertThat(COMMITTED)
                .as("write it again with: mvn -pl orchestrator test -Dtest=CommandPageTest -Dregenerate=true")
                .hasContent(page);
    }

    @Test
    void every_command_has_a_row() {
        assertThat(page)
                .contains(
                        "| `pgbaton run PLAN ",
                        "[--until GOAL]",
                        "| `pgbaton status [NAME] [--json]` |",
                        "| `pgbaton plan new` |");
    }
}
