package io.pgbaton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgbaton.engine.Journal;
import io.pgbaton.engine.NotAllowedException;
import io.pgbaton.engine.UnknownUpgradeException;
import io.pgbaton.plan.PlanSchema;
import io.pgbaton.plan.PlanTemplate;
import io.pgbaton.postgres.UpgradeLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PgbatonTest {
    private final Capture capture = new Capture();

    @Test
    void without_words_the_help_is_shown_as_a_mistake() {
        assertThat(capture.run()).isEqualTo(2);
        assertThat(capture.err()).contains("Usage: pgbaton", "run", "switch-over");
    }

    @Test
    void the_help_lists_the_exit_codes() {
        assertThat(capture.run("--help")).isZero();
        assertThat(capture.out()).contains("Exit codes:", "3   a check found", "6   another process works");
    }

    @TestFactory
    Stream<DynamicTest> every_command_says_what_it_does_and_shows_an_example() {
        return all(commandLine())
                .filter(command -> !command.getCommandSpec().usageMessage().hidden())
                .map(command -> DynamicTest.dynamicTest(command.getCommandSpec().qualifiedName(), () -> {
                    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
                    String name = command.getCommandSpec().qualifiedName();
                    assertThat(command.getCommandSpec().usageMessage().description())
                            .isNotEmpty();
                    assertThat(help).containsPattern("Examples?:\\R  (\\S+=\\S+.* )?" + name);
                    assertThat(help.lines().mapToInt(String::length).max().orElse(0))
                            .isLessThanOrEqualTo(100);
                }));
    }

    @Test
    void help_needs_no_servers_for_any_command() {
        assertThat(capture.run("run", "--help")).isZero();
        assertThat(capture.run("help", "run")).isZero();
        assertThat(capture.settings()).isNull();
    }

    @Test
    void an_unknown_word_is_a_mistake_that_names_the_nearest() {
        assertThat(capture.run("swich-over", "orders")).isEqualTo(2);
        assertThat(capture.err()).contains("swich-over", "switch-over");
    }

    @Test
    void an_unknown_goal_lists_the_goals() {
        assertThat(capture.run("run", "x.yaml", "--until", "done")).isEqualTo(2);
        assertThat(capture.err()).contains("'done' is not one of in-sync, switched-over, finished");
    }

    @Test
    void a_plan_with_problems_ends_with_2_and_its_lines(@TempDir Path folder) throws Exception {
        Path plan = Files.writeString(folder.resolve("bad.yaml"), "name: x\nnonsense: 1\n");

        assertThat(capture.run("plan", "validate", plan.toString())).isEqualTo(2);
        assertThat(capture.err()).contains("bad.yaml:2:").doesNotContain("\tat ");
        assertThat(capture.settings()).as("no server is asked for").isNull();
    }

    @Test
    void plans_are_begun_described_and_validated_without_servers(@TempDir Path folder) throws Exception {
        assertThat(capture.run("plan", "new")).isZero();
        assertThat(capture.out()).isEqualTo(PlanTemplate.text());
        Path plan = Files.writeString(folder.resolve("new.yaml"), capture.out());
        assertThat(capture.run("plan", "validate", plan.toString())).isZero();

        Capture schema = new Capture();
        assertThat(schema.run("plan", "schema")).isZero();
        assertThat(schema.out()).isEqualTo(PlanSchema.json());
        assertThat(capture.settings()).isNull();
    }

    @TestFactory
    Stream<DynamicTest> a_failure_ends_with_its_code_and_one_clear_line() {
        return Stream.of(
                        Map.entry(new UnknownUpgradeException("orders"), 2),
                        Map.entry(new NotAllowedException("not now", List.of()), 2),
                        Map.entry(new UpgradeLock.HeldException("another process works on orders: a:1"), 6),
                        Map.entry(new UpgradeLock.LockLostException("the lock of orders was lost"), 6),
                        Map.entry(new Journal.FencedException("taken over"), 6),
                        Map.entry(new Journal.UnavailableException("disk full", new RuntimeException()), 1),
                        Map.entry(new IllegalStateException("a fault"), 1))
                .map(pair -> DynamicTest.dynamicTest(pair.getKey().getClass().getSimpleName(), () -> {
                    Capture failing = new Capture().failingWith(pair.getKey());
                    assertThat(failing.run("status", "orders")).isEqualTo(pair.getValue());
                    assertThat(failing.err()).contains(pair.getKey().getMessage());
                    assertThat(failing.err().strip().lines()).hasSize(1);
                    assertThat(failing.out()).isEmpty();
                }));
    }

    @Test
    void what_wraps_a_clear_failure_does_not_hide_it() {
        capture.failingWith(new IllegalStateException("a bean", new UnknownUpgradeException("orders")));

        assertThat(capture.run("status", "orders")).isEqualTo(2);
        assertThat(capture.err()).startsWith("pgbaton: no upgrade named orders");
    }

    @Test
    void verbose_shows_where_a_failure_came_from() {
        capture.failingWith(new IllegalStateException("a fault"));

        assertThat(capture.run("status", "--verbose")).isEqualTo(1);
        assertThat(capture.err()).contains("a fault", "\tat io.pgbaton.cli");
    }

    @Test
    void the_control_database_lies_where_the_environment_says_or_where_told() {
        capture.run("status");
        assertThat(capture.settings().control()).isEqualTo(Path.of("/state/pgbaton/control.db"));

        capture.run(Map.of(), "status");
        assertThat(capture.settings().control())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/pgbaton/control.db"));

        capture.run(Map.of("XDG_STATE_HOME", "relative", "HOME", "/home/me"), "status");
        assertThat(capture.settings().control()).isEqualTo(Path.of("/home/me/.local/state/pgbaton/control.db"));

        capture.run("--control", "/elsewhere/c.db", "status");
        assertThat(capture.settings().control()).isEqualTo(Path.of("/elsewhere/c.db"));
        capture.run("status", "--control", "/elsewhere/d.db");
        assertThat(capture.settings().control()).isEqualTo(Path.of("/elsewhere/d.db"));
    }

    @Test
    void a_port_that_is_none_is_a_mistake() {
        assertThat(capture.run("serve", "--port", "70000")).isEqualTo(2);
        assertThat(capture.err()).contains("--port 70000");
    }

    static CommandLine commandLine() {
        Capture capture = new Capture();
        return Pgbaton.commandLine(capture, capture.screen(), ZoneOffset.UTC, Map.of());
    }

    private static Stream<CommandLine> all(CommandLine line) {
        return line.getSubcommands().values().stream()
                .filter(command -> !command.getCommandName().equals("help"))
                .flatMap(command -> Stream.concat(Stream.of(command), all(command)));
    }
}
