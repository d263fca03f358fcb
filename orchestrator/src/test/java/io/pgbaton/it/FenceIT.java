package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.postgres.Fence;
import io.pgbaton.postgres.Marker;
import io.pgbaton.postgres.Place;
import io.pgbaton.postgres.Servers;
import io.pgbaton.postgres.Session;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What a session may do is decided while it begins: one that begins just when the fence moves is no exception. */
class FenceIT {
    private static final int ROUNDS = 25;
    private static final int NEWCOMERS = 4;
    private static final int KEPT = 40;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Clients that log in one after the other, and stay. */
    private static final class Newcomers implements AutoCloseable {
        private final Lab lab;
        private final Queue<Connection> sessions = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean over;

        Newcomers(Lab lab) {
            this.lab = lab;
            for (int i = 0; i < NEWCOMERS; i++) {
                Thread thread = new Thread(this::come, "newcomer");
                thread.start();
                threads.add(thread);
            }
        }

        private void come() {
            while (!over) {
                try {
                    sessions.add(DriverManager.getConnection(lab.url(SOURCE, "app"), "visitor", lab.password()));
                } catch (SQLException e) {
                    // ended on its way in
                }
                if (sessions.size() > KEPT) {
                    leave(sessions.poll());
                }
            }
        }

        private static void leave(Connection session) {
            try {
                session.close();
            } catch (SQLException e) {
                // it is gone
            }
        }

        List<Connection> present() {
            return List.copyOf(sessions);
        }

        @Override
        public void close() throws InterruptedException {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
            sessions.forEach(Newcomers::leave);
        }
    }

    @Test
    void a_session_that_begins_while_the_fence_goes_up_or_down_is_bound_by_what_holds_then() throws Exception {
        try (Lab lab = Lab.start(15, 18);
                Rig rig = new Rig(lab)) {
            rig.sql(
                    SOURCE,
                    "postgres",
                    "CREATE DATABASE app",
                    "CREATE ROLE visitor LOGIN PASSWORD '" + lab.password() + "'");
            rig.sql(SOURCE, "app", "CREATE TABLE t (i int)", "GRANT INSERT ON t TO visitor");
            rig.upgrades.add(rig.plan("fenced", "[app]", "traffic: {kind: fence}", "tablesWithoutKey: full"));
            rig.reach("fenced", Goal.IN_SYNC);
            Place place = new Place(SOURCE, "app");
            Fence fence = new Fence(place, new Marker("fenced"), false);
            int refused = 0;
            int written = 0;
            try (Servers servers = rig.workshop("test:2").servers(rig.upgrades.plan("fenced"));
                    Session session = servers.session(place);
                    Newcomers newcomers = new Newcomers(lab)) {
                for (int i = 0; i < ROUNDS; i++) {
                    session.execute(fence.freeze(fence.evictAll()), LIMIT, LIMIT);
                    await().until(() -> servers.ask(fence.proved()).yes());
                    for (Connection each : newcomers.present()) {
                        assertThat(write(each)).as("behind the fence").isNotEqualTo("written");
                    }
                    int before = newcomers.present().size();
                    await().until(() -> newcomers.present().stream()
                            .anyMatch(each -> write(each).equals("25006")));
                    refused += before;
                    session.execute(fence.release(), LIMIT, LIMIT);
                    for (Connection each : newcomers.present()) {
                        String came = write(each);
                        assertThat(came).as("when the fence is down").isNotEqualTo("25006");
                        written += came.equals("written") ? 1 : 0;
                    }
                }
            }
            assertThat(refused).isPositive();
            assertThat(written).isPositive();
        }
    }

    /** The SQLSTATE of what a client is told; one that was ended is told so. */
    private static String write(Connection session) {
        try (Statement statement = session.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");
            return "written";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }
}
