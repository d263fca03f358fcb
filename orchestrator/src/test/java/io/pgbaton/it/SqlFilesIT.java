package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pgbaton.postgres.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every question about the catalog is understood by every major. */
class SqlFilesIT {
    private static final Path FOLDER = Path.of("src/main/resources/sql");

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"13, 14", "15, 16", "17, 18"})
    void every_question_can_be_prepared_on(int one, int other) throws SQLException, IOException {
        List<Path> questions;
        try (Stream<Path> files = Files.list(FOLDER)) {
            questions = files.sorted().toList();
        }
        assertThat(questions).hasSizeGreaterThan(20);
        try (Lab lab = Lab.start(one, other)) {
            for (Server server : Server.values()) {
                Writer.Login login = lab.login(server, "postgres");
                try (Connection connection = DriverManager.getConnection(login.url(), login.user(), login.password())) {
                    for (Path question : questions) {
                        assertThatCode(() -> prepare(connection, Files.readString(question)))
                                .as(question.getFileName() + " on the " + server.word())
                                .doesNotThrowAnyException();
                    }
                }
            }
        }
    }

    /** The server parses and plans the statement when it is asked for its parameters. */
    private static void prepare(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            assertThat(statement.getParameterMetaData().getParameterCount()).isBetween(0, 3);
        }
    }
}
