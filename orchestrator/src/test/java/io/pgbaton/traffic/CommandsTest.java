package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.CommandTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final Duration TIME = Duration.ofSeconds(5);
    /** Keeps in a file where clients are sent, and in another whether they are paused. */
    private static final String KEEPER = """
            #!/bin/sh
            cd "$(dirname "$0")"
            echo "$PGBATON_UPGRADE $PGBATON_ORDER $PGBATON_SERVER $PGBATON_HOST $PGBATON_PORT" >> log
            case $PGBATON_ORDER in
              pause) touch paused ;;
              resume) rm -f paused ;;
              point) echo "$PGBATON_SERVER" > at ;;
              status) cat at; [ ! -e paused ] || echo paused ;;
            esac
            """;

    @TempDir
    private Path directory;

    @Test
    void each_order_is_one_call_with_what_it_is_about_in_its_environment() throws Exception {
        Path program = program(KEEPER);
        Commands traffic = traffic("point: %1$s\n  pause: %1$s\n  resume: [%1$s, again]".formatted(program));

        traffic.apply(new Pause(), TIME);
        traffic.apply(new PointAt(TARGET), TIME);
        traffic.apply(new Resume(), TIME);

        assertThat(directory.resolve("log"))
                .hasContent("orders pause   \norders point target new 5433\norders resume   \n");
        assertThat(traffic.holds(new Resume())).isTrue();
        assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
        assertThat(traffic.pointsAt()).isEqualTo(TARGET);
    }

    @Test
    void the_status_program_says_what_is_so() throws Exception {
        Path program = program(KEEPER);
        Commands traffic = traffic("point: %1$s\n  pause: %1$s\n  resume: %1$s\n  status: %1$s".formatted(program));
        Files.writeString(directory.resolve("at"), "source\n");

        assertThat(traffic.pointsAt()).isEqualTo(SOURCE);
        assertThat(traffic.holds(new Pause())).isFalse();
        assertThat(traffic.check()).isEmpty();

        traffic.apply(new Pause(), TIME);

        assertThat(traffic.holds(new Pause())).isTrue();
        assertThat(traffic.holds(new Resume())).isFalse();
    }

    @Test
    void a_program_that_says_done_and_did_nothing_is_found_out() throws Exception {
        Path program = program("#!/bin/sh\n[ \"$PGBATON_ORDER\" != status ] || echo source\n");
        Commands traffic = traffic("point: %1$s\n  status: %1$s".formatted(program));

        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), TIME))
                .hasMessageContaining("says that it is not so");
    }

    @Test
    void a_pause_that_fails_is_taken_back_and_tells_what_the_program_printed() throws Exception {
        Path program = program(KEEPER.replace("touch paused", "echo no such balancer; exit 3"));
        Commands traffic = traffic("point: %1$s\n  pause: %1$s\n  resume: %1$s".formatted(program));

        assertThatThrownBy(() -> traffic.apply(new Pause(), TIME))
                .isInstanceOf(TrafficException.class)
                .hasMessageContaining("ended with code 3; it printed: no such balancer");

        assertThat(directory.resolve("log")).content().contains("pause").endsWith("orders resume   \n");
    }

    @Test
    void one_that_takes_too_long_is_killed_with_its_children() throws Exception {
        Path program = program("#!/bin/sh\necho begun\nsleep 77 & echo $! > \"$(dirname \"$0\")/child\"\nwait\n");
        Commands traffic = traffic("point: %s\n  timeout: 300ms".formatted(program));

        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), TIME))
                .hasMessageContaining("took longer than", "begun", "traffic.timeout");

        long child = Long.parseLong(Files.readString(directory.resolve("child")).strip());
        await().until(() ->
                ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void of_a_long_output_the_end_is_kept() throws Exception {
        Path program = program("#!/bin/sh\nseq 100000\nexit 1\n");

        assertThatThrownBy(() -> traffic("point: " + program).apply(new PointAt(TARGET), TIME))
                .satisfies(e -> assertThat(e.getMessage()).contains("100000").hasSizeLessThan(5000));
    }

    @Test
    void no_secret_of_the_plan_is_in_the_environment() throws Exception {
        Path program = program("#!/bin/sh\nenv > \"$(dirname \"$0\")/env\"\n");

        traffic("point: " + program).apply(new PointAt(TARGET), TIME);

        assertThat(directory.resolve("env"))
                .content()
                .contains("PATH=", "PGBATON_TARGET_PORT=5433")
                .doesNotContainPattern("(?m)^HOME=");
    }

    @Test
    void nothing_is_called_once_another_process_has_taken_over() throws Exception {
        Path program = program(KEEPER);
        RuntimeException fenced = new IllegalStateException("taken over");

        assertThatThrownBy(() -> traffic("point: " + program).apply(new PointAt(TARGET), TIME, () -> {
                    throw fenced;
                }))
                .isSameAs(fenced);
        assertThat(directory.resolve("log")).doesNotExist();
    }

    @Fires({"TR-50", "TR-51", "TR-52"})
    @Test
    void the_check_finds_programs_that_are_not_there_or_do_not_say_where_clients_are() throws Exception {
        Path silent = program("#!/bin/sh\n");
        Path plain = Files.writeString(directory.resolve("plain"), "#!/bin/sh\n");

        assertThat(Fires.Proof.told(traffic("point: " + plain).check()))
                .extracting(Finding::message)
                .containsExactly(plain + " is not executable for this user");
        assertThat(Fires.Proof.told(traffic("point: bin/x").check()))
                .extracting(Finding::message)
                .containsExactly("bin/x is a relative path; write the whole path");
        assertThat(Fires.Proof.told(
                        traffic("point: " + silent + "\n  status: " + silent).check()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("expected is source or target"));
        assertThat(Fires.Proof.told(
                        traffic("point: " + silent + "\n  pause: " + silent).check()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("none to resume them"));
    }

    @Test
    void a_dry_run_shows_the_calls() {
        Commands traffic = traffic("point: [/bin/move, --fast]");

        assertThat(traffic.describe(new PointAt(TARGET)))
                .containsExactly(
                        "call /bin/move --fast with PGBATON_ORDER=point PGBATON_SERVER=target PGBATON_PORT=5433"
                                + " PGBATON_HOST=new");
        assertThat(traffic.describe(new Pause())).containsExactly("nothing to do: the plan names no program to pause");
    }

    private Path program(String text) throws IOException {
        Path program = Files.writeString(directory.resolve("keeper"), text);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    // HOME stands for a secret: it is there on every machine
    private static Commands traffic(String more) {
        Plan plan = PlanFile.parse("""
                        name: orders
                        source: {host: old, user: u, password: '${env:HOME}'}
                        target: {host: new, port: 5433, user: u}
                        databases: all
                        traffic:
                          kind: command
                          %s
                        """.formatted(more), "plan.yaml").plan();
        return new Commands(plan, (CommandTraffic) plan.traffic().get(0));
    }
}
