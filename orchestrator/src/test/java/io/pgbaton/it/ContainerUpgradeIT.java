package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** The whole upgrade once more, where servers and PgBouncer know each other by names that pgbaton cannot resolve. */
class ContainerUpgradeIT {
    private static @Nullable Lab started;
    private Lab lab;

    @BeforeAll
    static void start() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            started = ContainerLab.up(15, 18);
        } else {
            System.out.println("no Docker engine answers: the upgrade on containers is left out");
        }
    }

    /** For each test by itself: what is left out before all of them is in no report. */
    @BeforeEach
    void onlyWithDocker() {
        assumeTrue(started != null, "no Docker engine answers");
        lab = Objects.requireNonNull(started);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
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

    private Connection connect() throws SQLException {
        Writer.Login login = lab.login(TARGET, "postgres");
        return DriverManager.getConnection(login.url(), login.user(), login.password());
    }
}
