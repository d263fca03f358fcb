package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.FileTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFileTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @Test
    void the_value_moves_there_and_back_and_nothing_else_changes() throws Exception {
        Path file = file("app.properties", "# ü\nurl=jdbc:postgresql://u:secret@old:5432/x\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        ConnectionFile traffic = traffic(file, "key: url");

        traffic.apply(new PointAt(TARGET), SECOND);

        assertThat(file).hasContent("# ü\nurl=jdbc:postgresql://u:secret@new:5433/x\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        assertThat(traffic.pointsAt()).isEqualTo(TARGET);
        assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
        assertThat(traffic.holds(new PointAt(SOURCE))).isFalse();

        traffic.apply(new PointAt(SOURCE), SECOND);

        assertThat(file).hasContent("# ü\nurl=jdbc:postgresql://u:secret@old:5432/x\n");
        assertThat(Files.list(directory)).containsExactly(file);
    }

    @Test
    void a_file_in_another_encoding_keeps_its_bytes() throws Exception {
        Path file = directory.resolve("app.env");
        Files.write(file, "# caf\u00e9\nHOST=old\n".getBytes(StandardCharsets.ISO_8859_1));

        traffic(file, "key: HOST").apply(new PointAt(TARGET), SECOND);

        assertThat(Files.readAllBytes(file)).isEqualTo("# caf\u00e9\nHOST=new\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void whole_values_may_be_given() throws Exception {
        Path file = file("app.env", "DSN='host=a port=1'\n");
        ConnectionFile traffic = traffic(file, "key: DSN\n  source: host=a port=1\n  target: host=b port=2");

        traffic.apply(new PointAt(TARGET), SECOND);

        assertThat(file).hasContent("DSN='host=b port=2'\n");
        assertThat(traffic.pointsAt()).isEqualTo(TARGET);
    }

    @Test
    void clients_are_told_once_after_the_file_has_changed_and_the_new_server_is_open() throws Exception {
        Path file = file("app.env", "HOST=old\n");
        Path told = directory.resolve("told");
        ConnectionFile traffic =
                traffic(file, "key: HOST\n  reload: [/bin/sh, -c, 'echo \"$PGBATON_ORDER\" >> \"$0\"', " + told + "]");

        traffic.apply(new Pause(), SECOND);
        traffic.apply(new PointAt(TARGET), SECOND);
        assertThat(told).doesNotExist();
        assertThat(traffic.holds(new Resume())).isFalse();
        traffic.apply(new Resume(), SECOND);
        traffic.apply(new Resume(), SECOND);

        assertThat(told).hasContent("reload\n");
        assertThat(traffic.holds(new Resume())).isTrue();
    }

    @Test
    void a_pause_that_changed_nothing_reloads_nothing() throws Exception {
        ConnectionFile traffic = traffic(file("app.env", "HOST=old\n"), "key: HOST\n  reload: [/bin/false]");

        traffic.apply(new Pause(), SECOND);
        traffic.apply(new Resume(), SECOND);

        assertThat(traffic.holds(new Resume())).isTrue();
    }

    @Test
    void another_process_that_goes_on_reloads_as_it_cannot_know() throws Exception {
        ConnectionFile traffic = traffic(file("app.env", "HOST=new\n"), "key: HOST\n  reload: [/bin/false]");

        assertThatThrownBy(() -> traffic.apply(new Resume(), SECOND)).hasMessageContaining("ended with code 1");
    }

    @Test
    void a_value_that_leads_elsewhere_is_never_overwritten() throws Exception {
        Path file = file("app.env", "URL=postgres://u:secret@third/x\n");
        ConnectionFile traffic = traffic(file, "key: URL");

        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), SECOND))
                .isInstanceOf(TrafficException.class)
                .hasMessageContaining("leads neither to old:5432 nor to new:5433")
                .hasMessageNotContaining("secret");
        assertThat(file).hasContent("URL=postgres://u:secret@third/x\n");
    }

    @Test
    void a_dry_run_shows_the_change_without_the_password() throws Exception {
        Path file = file("app.env", "URL=postgres://u:secret@old/x?password=hidden\n");

        assertThat(traffic(file, "key: URL").describe(new PointAt(TARGET)))
                .containsExactly(file + ": URL: postgres://u:****@old/x?password=****"
                        + " → postgres://u:****@new:5433/x?password=****");
    }

    @Fires({"TR-41", "TR-42", "TR-43"})
    @Test
    void the_check_finds_what_would_fail() throws Exception {
        assertThat(blocks(directory.resolve("absent.env"), "key: A")).containsExactly("no such file");
        assertThat(blocks(file("app.conf", "A=old"), "key: A"))
                .containsExactly("the name does not tell how it is written");
        assertThat(blocks(file("a.env", "A=old"), "key: B")).containsExactly("there is no key B with one value");
        assertThat(blocks(file("a.env", "A=new"), "key: A")).containsExactly("A leads to the target already");
        assertThat(blocks(file("a.env", "A=third"), "key: A")).containsExactly("leads neither to");
        assertThat(blocks(file("a.env", "A=old"), "key: A\n  reload: [/no/such/program]"))
                .containsExactly("/no/such/program is not there");
        assertThat(blocks(file("a.env", "A=old"), "key: A\n  reload: [no-such-program]"))
                .containsExactly("no-such-program is not in PATH");
        assertThat(blocks(file("a.conf", "A=old"), "key: A\n  format: env")).isEmpty();
    }

    /** Each shortened to the part that tells it apart. */
    private List<String> blocks(Path file, String more) {
        return Fires.Proof.told(traffic(file, more).check()).stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCK)
                .map(Finding::message)
                .map(message -> List.of(
                                "no such file",
                                "the name does not tell how it is written",
                                "there is no key B with one value",
                                "A leads to the target already",
                                "leads neither to",
                                "/no/such/program is not there",
                                "no-such-program is not in PATH")
                        .stream()
                        .filter(message::contains)
                        .findFirst()
                        .orElse(message))
                .toList();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static ConnectionFile traffic(Path file, String more) {
        Plan plan = PlanFile.parse("""
                        name: a
                        source: {host: old, user: u}
                        target: {host: new, port: 5433, user: u}
                        databases: all
                        traffic:
                          kind: file
                          file: %s
                          %s
                        """.formatted(file, more), "plan.yaml").plan();
        return new ConnectionFile(plan, (FileTraffic) plan.traffic().get(0));
    }
}
