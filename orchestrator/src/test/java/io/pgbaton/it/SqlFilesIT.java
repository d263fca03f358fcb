package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.pgbaton.postgres.MajorVersion;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Probe;
import io.pgbaton.postgres.Server;
import io.pgbaton.postgres.SlotMark;
import io.pgbaton.postgres.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every question about the catalog is understood by every major, and slots tell on each what they can tell. */
class SqlFilesIT {
    private static final Path FOLDER = Path.of("src/main/resources/sql");
    private static final Map<List<Integer>, Lab> LABS = new HashMap<>();

    private static Lab lab(int one, int other) {
        return LABS.computeIfAbsent(List.of(one, other), majors -> Lab.start(one, other));
    }

    @AfterAll
    static void stop() {
        LABS.values().forEach(Lab::close);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"13, 14", "15, 16", "17, 18"})
    void every_question_can_be_prepared_on(int one, int other) throws SQLException, IOException {
        List<Path> questions;
        try (Stream<Path> files = Files.list(FOLDER)) {
            questions = files.sorted().toList();
        }
        assertThat(questions).hasSizeGreaterThan(20);
        for (Server server : Server.values()) {
            Writer.Login login = lab(one, other).login(server, "postgres");
            try (Connection connection = DriverManager.getConnection(login.url(), login.user(), login.password())) {
                for (Path question : questions) {
                    assertThatCode(() -> prepare(connection, Files.readString(question)))
                            .as(question.getFileName() + " on the " + server.word())
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"13, 14", "15, 16", "17, 18"})
    void a_slot_that_is_another_one_or_given_up_is_told_on(int one, int other) {
        Lab lab = lab(one, other);
        try (Rig rig = new Rig(lab)) {
            slot(rig, SOURCE, one);
            slot(rig, TARGET, other);
        }
    }

    private static void slot(Rig rig, Server server, int major) {
        String name = "'pgbaton_mark_" + (server == SOURCE ? "forward" : "reverse") + "_postgres'";
        String drop = "SELECT pg_drop_replication_slot(" + name + ")";
        SlotMark mark = new SlotMark(new io.pgbaton.postgres.Stream("mark", "postgres", server));
        MajorVersion version = new MajorVersion(major);
        all(rig, server, new Marker("mark").create());
        assertThat(found(rig, mark, version)).contains("it is gone");

        all(rig, server, mark.create());
        assertThat(found(rig, mark, version)).isEmpty();
        rig.lab.stop(server, "fast");
        rig.lab.start(server);
        assertThat(found(rig, mark, version)).as("a restart is no loss").isEmpty();

        rig.sql(server, "postgres", drop, "SELECT pg_create_logical_replication_slot(" + name + ", 'pgoutput')");
        // 13 has nothing to tell it by, and 14 tells it once its statistics are written
        await().untilAsserted(() -> assertThat(found(rig, mark, version))
                .isEqualTo(major == 13 ? List.of() : List.of("it was dropped and made anew")));

        rig.sql(server, "postgres", drop);
        all(rig, server, mark.create());
        rig.lab.stop(server, "immediate");
        rig.lab.start(server);
        assertThat(found(rig, mark, version))
                .as("behind a crash, nothing can be told")
                .isEmpty();

        rig.sql(server, "postgres", drop, "SELECT pg_create_physical_replication_slot(" + name + ")");
        assertThat(found(rig, mark, version)).containsExactly("it is another one: a physical slot");

        rig.sql(server, "postgres", drop);
        all(rig, server, mark.create());
        rig.sql(
                server,
                "postgres",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'",
                "SELECT pg_reload_conf()",
                "CREATE TABLE much (t text)");
        for (int i = 0; i < 4; i++) {
            rig.sql(server, "postgres", "INSERT INTO much VALUES ('x')", "SELECT pg_switch_wal()");
        }
        rig.sql(server, "postgres", "CHECKPOINT");
        assertThat(found(rig, mark, version))
                .singleElement()
                .asString()
                .startsWith("the server has given it up")
                .contains(major >= 17 ? "wal_removed" : "");
    }

    private static void all(Rig rig, Server server, Sql sql) {
        rig.sql(server, "postgres", sql.statements().toArray(String[]::new));
    }

    /** What the question finds; nothing where all is well. */
    private static List<String> found(Rig rig, SlotMark mark, MajorVersion version) {
        Probe.Holds intact = mark.intact(version);
        return rig.query(
                intact.at().server(),
                "postgres",
                "SELECT q.found FROM (" + intact.sql() + ") q (yes, found) WHERE NOT q.yes");
    }

    /** The server parses and plans the statement when it is asked for its parameters. */
    private static void prepare(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            assertThat(statement.getParameterMetaData().getParameterCount()).isBetween(0, 3);
        }
    }
}
