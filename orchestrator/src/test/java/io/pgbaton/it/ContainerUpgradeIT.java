package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** The whole upgrade once more, where servers and PgBouncer know each other by names that pgbaton cannot resolve. */
class ContainerUpgradeIT {
    private static Lab lab;

    @BeforeAll
    static void start() {
        boolean answers = DockerClientFactory.instance().isDockerAvailable();
        if (!answers) {
            System.out.println("no Docker engine answers: the upgrade on containers is left out");
        }
        assumeTrue(answers, "no Docker engine answers");
        lab = ContainerLab.up(15, 18);
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void moves_a_live_database_and_back_and_again_without_losing_a_row() {
        assertThat(lab.peerHost(SOURCE)).isNotEqualTo(lab.host());
        WholeUpgrade.on(lab);
    }

    @Test
    void a_server_that_crashed_comes_back_at_the_same_address() throws SQLException {
        int port = lab.port(TARGET);
        lab.stop(TARGET, "immediate");
        assertThatThrownBy(() -> connect().close()).isInstanceOf(SQLException.class);
        lab.start(TARGET);
        assertThat(lab.port(TARGET)).isEqualTo(port);
        try (Connection connection = connect()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static Connection connect() throws SQLException {
        Writer.Login login = lab.login(TARGET, "postgres");
        return DriverManager.getConnection(login.url(), login.user(), login.password());
    }
}
