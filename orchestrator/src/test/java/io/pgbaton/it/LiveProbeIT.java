package io.pgbaton.it;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Goal;
import io.pgbaton.engine.UpgradeEvent;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.postgres.LiveProbe;
import io.pgbaton.postgres.jdbc.JdbcLiveProbe;
import io.pgbaton.step.Finding;
import io.pgbaton.upgrade.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pause of the report is one that a client saw. */
class LiveProbeIT {
    private static final String NAME = "seen";

    private static Lab lab;
    private Rig rig;

    @BeforeAll
    static void up() {
        // Of these two, PgBouncer takes either for the other without a hitch.
        lab = Lab.start(16, 18);
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @BeforeEach
    void database() {
        rig = new Rig(lab);
        rig.sql(SOURCE, "postgres", "CREATE DATABASE app", "CREATE ROLE app LOGIN PASSWORD '" + lab.password() + "'");
        Comparison.load(lab.login(SOURCE, "app"), "writer.sql");
    }

    @AfterEach
    void clean() {
        if (rig.journal.find(NAME).isPresent()) {
            Phase phase = rig.upgrades.remembered(NAME).phase();
            if (!phase.ended()) {
                rig.reach(NAME, phase == Phase.SWITCHED_OVER ? Goal.FINISHED : Goal.ABANDONED);
            }
        }
        rig.close();
        for (var server : List.of(SOURCE, TARGET)) {
            rig.sql(server, "postgres", "DROP DATABASE IF EXISTS app WITH (FORCE)");
            rig.sql(server, "postgres", "DROP ROLE IF EXISTS app");
        }
    }

    private PlanFile plan(String[] traffic, String... probe) {
        return rig.plan(
                NAME,
                "[app]",
                Stream.of(
                                List.of("switchover:", "  probe:", "    user: app", "    password: ${file:password}"),
                                List.of(probe),
                                List.of(traffic))
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    private Map<String, Object> seen() {
        return rig.events.stream()
                .filter(event -> event.kind() == UpgradeEvent.Kind.SEEN)
                .reduce((first, second) -> second)
                .orElseThrow()
                .detail();
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Test
    void behind_pgbouncer_it_sees_the_stall_that_clients_beside_it_see_and_no_error() {
        rig.upgrades.add(plan(rig.behindPgBouncer("app")));
        rig.sql(
                SOURCE,
                "app",
                "CREATE TABLE public.beside (client integer PRIMARY KEY, n bigint)",
                "GRANT ALL ON public.beside TO app");
        rig.reach(NAME, Goal.IN_SYNC);
        for (Goal goal : List.of(Goal.SWITCHED_OVER, Goal.SWITCHED_BACK)) {
            List<Neighbour> neighbours = IntStream.range(0, 4)
                    .mapToObj(number -> new Neighbour(lab, number))
                    .toList();
            neighbours.forEach(Thread::start);

            rig.reach(NAME, goal);

            neighbours.forEach(Neighbour::end);
            Map<String, Object> seen = seen();
            double stall = number(seen.get("stallMillis"));
            double[] beside = neighbours.stream()
                    .mapToDouble(neighbour -> neighbour.waited(
                            (long) number(seen.get("stallBeganMicros")), (long) number(seen.get("stallEndedMicros"))))
                    .sorted()
                    .toArray();
            // Who of one pool comes first and who last is for PgBouncer to say, how far apart for the load of this
            // machine: a probe that comes a quarter of the stall before its neighbours has seen it all the same.
            double leeway = 10 + (beside[3] - beside[0]) / 2 + beside[0] / 4;
            // On a busy machine the longest that the probe waited may be no pause at all, and nobody else's.
            assertThat(stall).as("beside " + Arrays.toString(beside)).isGreaterThan(beside[0] - leeway);
            assertThat(neighbours)
                    .allSatisfy(neighbour -> assertThat(neighbour.error).isNull());
            assertThat(seen)
                    .containsEntry("errors", 0L)
                    .containsEntry("refusedConnections", 0L)
                    .containsEntry("lost", 0L)
                    .containsEntry("doubled", 0L)
                    .containsEntry("stale", 0L)
                    .containsEntry("clientsWithoutAnswer", 0);
            assertThat(number(seen.get("answers"))).isGreaterThan(500);
            assertThat(((Map<?, ?>) seen.get("new")).get("version").toString())
                    .startsWith(goal == Goal.SWITCHED_OVER ? "18." : "16.");
            assertThat(rig.report(NAME)).contains("the pause as a client saw it: " + seen.get("stallMillis") + " ms");
        }
        rig.reach(NAME, Goal.ABANDONED);
        for (var server : List.of(SOURCE, TARGET)) {
            assertThat(rig.query(server, "postgres", "SELECT datname FROM pg_database WHERE datname = 'app'"))
                    .hasSize(server == SOURCE ? 1 : 0);
        }
        assertThat(rig.query(SOURCE, "app", "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgbaton%'"))
                .isEmpty();
    }

    /** A client of the probe's pool in PgBouncer that knows nothing of pgbaton, and how long it waited at most. */
    private static final class Neighbour extends Thread {
        private final Lab lab;
        private final int number;
        private final CountDownLatch ending = new CountDownLatch(1);
        private final List<long[]> requests = new CopyOnWriteArrayList<>();
        private volatile @Nullable String error;

        Neighbour(Lab lab, int number) {
            this.lab = lab;
            this.number = number;
        }

        @Override
        public void run() {
            try (Connection connection = new Writer.Login(lab.bouncerUrl("app"), "app", lab.password()).open();
                    Statement statement = connection.createStatement()) {
                while (!ending.await(5, TimeUnit.MILLISECONDS)) {
                    long began = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                    statement.execute("INSERT INTO public.beside AS b VALUES (" + number
                            + ", 1) ON CONFLICT (client) DO UPDATE SET n = b.n + 1");
                    long ended = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                    if (ended - began > 3_000) {
                        requests.add(new long[] {began, ended});
                    }
                }
            } catch (SQLException e) {
                error = e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** The longest that it waited for one answer between these moments, in milliseconds. */
        double waited(long from, long to) {
            return requests.stream()
                            .filter(request -> request[0] < to && request[1] > from)
                            .mapToLong(request -> request[1] - request[0])
                            .max()
                            .orElse(0)
                    / 1000.0;
        }

        void end() {
            ending.countDown();
            try {
                join(10_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void without_a_proxy_it_sees_one_error_per_client_as_its_neighbours_do() {
        rig.upgrades.add(plan(new String[] {"traffic:", "  kind: fence"}, "    clients: 3"));
        rig.reach(NAME, Goal.IN_SYNC);
        Writer writer = Writer.start(Writer.Options.at(lab.eitherUrl("app"), "postgres", lab.password())
                .clients(3)
                .rate(200)
                .onError(Writer.OnError.RETRY));
        await().until(() -> writer.acknowledged() > 100);

        rig.reach(NAME, Goal.SWITCHED_OVER);

        Writer.Report report = writer.stop();
        assertThat(report.failed()).isZero();
        assertThat(seen())
                .containsEntry("errors", 3L)
                .containsEntry("lost", 0L)
                .containsEntry("doubled", 0L)
                .containsEntry("clientsWithoutAnswer", 0);
        // The writer looks again every 20 ms.
        assertThat(number(seen().get("stallMillis")))
                .isCloseTo(
                        report.longestStall().millis(),
                        within(60.0 + report.longestStall().millis() / 3));
    }

    @Fires("TR-70")
    @Test
    void the_check_says_why_it_cannot_work_and_what_to_grant() {
        rig.sql(SOURCE, "app", "REVOKE CONNECT ON DATABASE app FROM PUBLIC");
        assertThat(findings(plan(rig.behindPgBouncer("app")))).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Finding.Severity.BLOCK);
            assertThat(finding.message()).contains("app at ", "permission denied for database");
            assertThat(finding.remedy()).isEqualTo("run on both servers: GRANT CONNECT ON DATABASE \"app\" TO \"app\"");
        });
        rig.sql(SOURCE, "app", "GRANT CONNECT ON DATABASE app TO app");
        assertThat(findings(plan(rig.behindPgBouncer("app")))).isEmpty();

        rig.sql(SOURCE, "app", "CREATE SCHEMA pgbaton_seen", "CREATE TABLE pgbaton_seen.probe (client int, count int)");
        assertThat(findings(plan(new String[] {"traffic:", "  kind: fence"})))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy())
                        .isEqualTo("run on both servers, in each database that moves:"
                                + " GRANT USAGE ON SCHEMA \"pgbaton_seen\" TO \"app\";"
                                + " GRANT SELECT, INSERT, UPDATE ON TABLE \"pgbaton_seen\".\"probe\" TO \"app\""));

        assertThat(rig.upgrades.check(plan(new String[] {"traffic:", "  kind: fence", "roles: expect"})
                        .plan()))
                .anySatisfy(finding -> assertThat(finding)
                        .returns("target role app", Finding::subject)
                        .returns("switchover.probe logs in as it, and it is not on the target", Finding::message));

        rig.sql(SOURCE, "app", "ALTER ROLE app SET default_transaction_read_only = on");
        assertThat(findings(plan(
                        new String[] {"traffic:", "  kind: fence"},
                        "    host: " + lab.host(),
                        "    port: " + lab.port(SOURCE))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("is read-only for app"));
    }

    private List<Finding> findings(PlanFile plan) {
        return Fires.Proof.told(rig.upgrades.check(plan.plan())).stream()
                .filter(finding -> finding.subject().equals("live probe"))
                .toList();
    }

    @Test
    void a_switch_does_not_begin_where_the_probe_gets_no_answer() {
        rig.upgrades.add(plan(rig.behindPgBouncer("app")));
        rig.reach(NAME, Goal.IN_SYNC);
        rig.sql(SOURCE, "app", "REVOKE INSERT ON pgbaton_seen.probe FROM app");

        var outcome = rig.run(NAME, Goal.SWITCHED_OVER);

        assertThat(outcome.kind().exitCode()).isEqualTo(5);
        assertThat(outcome.message()).contains("the live probe gets no answer", "permission denied");
        assertThat(rig.events).extracting(UpgradeEvent::kind).doesNotContain(UpgradeEvent.Kind.FREEZE_BEGAN);
        rig.reach(NAME, Goal.ABANDONED);
    }

    @Test
    void it_counts_an_error_when_its_connection_is_ended() {
        PlanFile plan = plan(new String[] {"traffic:", "  kind: fence"}, "    before: 100ms", "    after: 100ms");
        rig.sql(
                SOURCE,
                "app",
                "CREATE SCHEMA pgbaton_seen",
                "CREATE TABLE pgbaton_seen.probe (client integer PRIMARY KEY, count bigint NOT NULL)",
                "GRANT ALL ON SCHEMA pgbaton_seen TO app",
                "GRANT ALL ON pgbaton_seen.probe TO app");
        try (LiveProbe probe = JdbcLiveProbe.of(plan.plan())) {
            probe.begin();
            assertThat(probe.steady()).isEmpty();
            rig.sql(
                    SOURCE,
                    "app",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'live probe%'");
            var seen = probe.stop().orElseThrow();
            assertThat(seen.errors()).isEqualTo(2);
            assertThat(seen.firstError()).contains("57P01");
            assertThat(seen.exact()).isTrue();
            assertThat(seen.now()).isNull();
        }
    }
}
