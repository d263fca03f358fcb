package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.PgBouncerTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Finding.Severity;
import io.pgbaton.step.Route.Order;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@ParameterizedClass(name = "PgBouncer {0}")
@ValueSource(strings = {"", "1.24", "1.18"})
class PgBouncerIT {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final int SWITCHES = 20;
    private static final String TWO = "app = SOURCE\nreports = SOURCE dbname=other";

    private static BouncerLab lab;
    private final List<PgBouncer> opened = new ArrayList<>();

    @Parameter
    String version;

    @BeforeParameterizedClassInvocation
    static void up(String version, @TempDir Path directory) throws IOException {
        lab = new BouncerLab(directory, version);
    }

    @AfterParameterizedClassInvocation
    static void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @AfterEach
    void leave() {
        opened.forEach(PgBouncer::close);
    }

    @Test
    void clients_under_load_are_held_moved_and_let_go_without_an_error() throws Exception {
        lab.entries(TWO);
        PgBouncer traffic = traffic("[app, other]", "[app, reports]");
        try (Clients clients = new Clients(lab, List.of("app", "app", "app", "app", "reports", "reports"))) {
            await().until(() -> clients.transactions.get() > 500);
            assertThat(traffic.pointsAt()).isEqualTo(SOURCE);
            for (Order order : List.of(new Pause(), new PointAt(TARGET), new Resume())) {
                traffic.prepare(order, TIME);
            }
            assertThat(traffic.pointsAt()).isEqualTo(SOURCE);

            traffic.apply(new Pause(), TIME);
            // the answer of PAUSE alone means both
            assertThat(connections(traffic)).isZero();
            assertThat(lab.transactions(lab.source(), "app")).isZero();
            long held = clients.transactions.get();
            assertThat(traffic.holds(new Pause())).isTrue();
            traffic.apply(new PointAt(TARGET), TIME);
            assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
            // each may have counted one more that was acknowledged before
            assertThat(clients.transactions.get()).isLessThanOrEqualTo(held + 6);
            traffic.apply(new Resume(), TIME);

            assertThat(traffic.holds(new Resume())).isTrue();
            assertThat(traffic.pointsAt()).isEqualTo(TARGET);
            await().until(() -> clients.transactions.get() > held + 500);
            assertThat(clients.servers()).containsOnly(lab.target());
            assertThat(clients.errors).isEmpty();

            traffic.apply(new Pause(), TIME);
            traffic.apply(new PointAt(SOURCE), TIME);
            traffic.apply(new Resume(), TIME);
            await().until(() -> clients.servers().stream().allMatch(port -> port == lab.source()));
            clients.close();
            assertThat(clients.errors).isEmpty();
        }
    }

    @Test
    void a_pause_that_an_open_transaction_holds_up_is_taken_back_in_time() throws Exception {
        lab.entries(TWO);
        PgBouncer traffic = traffic("[app, other]", "[app, reports]");
        traffic.holds(new Pause());
        try (Connection busy = lab.client("reports");
                Clients clients = new Clients(lab, List.of("app", "reports"))) {
            busy.setAutoCommit(false);
            BouncerLab.serverOf(busy);
            await().until(() -> clients.transactions.get() > 100);

            Duration deadline = Duration.ofSeconds(1);
            long began = System.nanoTime();
            assertThatThrownBy(() -> traffic.apply(new Pause(), deadline))
                    .isInstanceOf(TrafficException.class)
                    .hasMessageContainingAll("did not come about", "clients go on where they were");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(deadline);

            assertThat(traffic.holds(new Resume())).isTrue();
            long after = clients.transactions.get();
            await().until(() -> clients.transactions.get() > after + 100);
            busy.commit();
            traffic.apply(new Pause(), TIME);
            traffic.apply(new Resume(), TIME);
            clients.close();
            assertThat(clients.errors).isEmpty();
        }
    }

    @Test
    void a_pause_that_was_only_asked_for_does_not_count() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        try (Connection busy = lab.client("app")) {
            busy.setAutoCommit(false);
            BouncerLab.serverOf(busy);
            var waiting = Executors.newSingleThreadExecutor();
            try {
                Future<?> pause = waiting.submit(() -> traffic.apply(new Pause(), Duration.ofSeconds(20)));
                PgBouncer other = traffic("[app]", "[app]");
                await().until(() -> !other.holds(new Resume()));
                assertThat(other.holds(new Pause())).isFalse();
                busy.commit();
                pause.get(5, TimeUnit.SECONDS);
                assertThat(other.holds(new Pause())).isTrue();
                other.apply(new Resume(), TIME);
            } finally {
                waiting.shutdownNow();
            }
        }
    }

    @Test
    void the_waits_of_several_entries_do_not_add_up() throws Exception {
        lab.entries(TWO);
        PgBouncer traffic = traffic("[app, other]", "[app, reports]");
        traffic.apply(new Pause(), TIME);
        traffic.apply(new Resume(), TIME);
        try (Connection one = lab.client("app");
                Connection two = lab.client("reports");
                Statement first = one.createStatement();
                Statement second = two.createStatement()) {
            var clients = Executors.newFixedThreadPool(2);
            try {
                Future<?> a = clients.submit(() -> first.execute("select pg_sleep(1)"));
                Future<?> b = clients.submit(() -> second.execute("select pg_sleep(1)"));
                PgBouncer other = traffic("[app, other]", "[app, reports]");
                await().until(() -> PgBouncerIT.connections(other) == 2);
                long began = System.nanoTime();
                traffic.apply(new Pause(), TIME);
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(1900));
                a.get();
                b.get();
            } finally {
                clients.shutdownNow();
            }
            traffic.apply(new Resume(), TIME);
        }
    }

    private static long connections(PgBouncer traffic) {
        // a pause would be complete at once if nobody were served
        return traffic.served().stream().mapToLong(PooledDatabase::connections).sum();
    }

    @Test
    void every_order_may_be_repeated() throws Exception {
        lab.entries(TWO);
        PgBouncer traffic = traffic("[app, other]", "[app, reports]");
        for (Order order : List.of(
                new Resume(),
                new Pause(),
                new Pause(),
                new PointAt(TARGET),
                new PointAt(TARGET),
                new Resume(),
                new Resume())) {
            traffic.apply(order, TIME);
            assertThat(traffic.holds(order)).as(order.toString()).isTrue();
        }
        try (Connection client = lab.client("reports")) {
            assertThat(BouncerLab.serverOf(client)).isEqualTo(lab.target());
        }
    }

    @Test
    void pointing_without_a_pause_waits_for_transactions_on_the_old_server() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        try (Connection busy = lab.client("app")) {
            busy.setAutoCommit(false);
            BouncerLab.serverOf(busy);
            assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), Duration.ofMillis(300)))
                    .hasMessageContaining("transactions still run where it pointed before");
            busy.commit();
            traffic.apply(new PointAt(TARGET), TIME);
            assertThat(BouncerLab.serverOf(busy)).isEqualTo(lab.target());
            busy.commit();
        }
    }

    @Test
    void a_restarted_pgbouncer_is_not_paused_and_is_found_again() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        traffic.apply(new Pause(), TIME);
        lab.restart();
        assertThat(traffic.holds(new Pause())).isFalse();
        traffic.apply(new Pause(), TIME);
        traffic.apply(new PointAt(TARGET), TIME);
        lab.restart();
        assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
        traffic.apply(new Resume(), TIME);
    }

    @Test
    void a_pgbouncer_that_has_gone_is_told_with_its_address() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        assertThat(traffic.check()).noneMatch(finding -> finding.severity() == Severity.BLOCK);
        lab.stop();
        assertThatThrownBy(() -> traffic.apply(new Pause(), TIME))
                .isInstanceOf(TrafficException.class)
                .hasMessageContainingAll("127.0.0.1:" + lab.bouncer(), "Connection refused");
        assertThat(ids(traffic.check())).contains("TR-01");
        lab.start();
        assertThat(ids(traffic.check())).doesNotContain("TR-01");
    }

    @Test
    void a_pgbouncer_that_hangs_does_not_hold_us_up() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        traffic.holds(new Resume());
        lab.signal("STOP");
        try {
            long began = System.nanoTime();
            assertThatThrownBy(() -> traffic.apply(new Resume(), Duration.ofSeconds(1)))
                    .isInstanceOf(TrafficException.class)
                    .hasMessageContaining("no answer in time");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        } finally {
            lab.signal("CONT");
        }
        traffic.apply(new Resume(), TIME);
    }

    @Fires("TR-01")
    @Test
    void a_wrong_password_or_a_user_without_rights_is_a_finding_and_no_secret_is_shown(@TempDir Path secrets)
            throws Exception {
        lab.entries("app = SOURCE", "stats_users = postgres");
        Path wrong = Files.writeString(secrets.resolve("wrong"), "open-sesame");
        Finding refused = only(
                traffic(lab.plan("[app]", "[app]", "pgbouncer", wrong.toString()))
                        .check(),
                "TR-01");
        assertThat(refused.message()).contains("authentication failed").doesNotContain("open-sesame");
        assertThat(refused.remedy()).contains("user pgbouncer", "admin_users");

        Finding stranger = only(
                traffic(lab.plan("[app]", "[app]", "app", lab.passwordFile())).check(), "TR-01");
        assertThat(stranger.message()).contains("not allowed");
        Finding looker = only(
                traffic(lab.plan("[app]", "[app]", "postgres", lab.passwordFile()))
                        .check(),
                "TR-01");
        assertThat(looker.message()).contains("may look at the console but not give orders");
    }

    @Fires("TR-16")
    @Test
    void a_transaction_that_idles_is_named_and_clients_run_on_between_the_tries() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic(lab.planWith("[app]", "  pauseTry: 200ms\n  pauseTries: 3\n  pauseBetween: 300ms"));
        traffic.holds(new Pause());
        try (Connection idle = lab.client("app");
                Clients clients = new Clients(lab, List.of("app", "app"))) {
            await().until(() -> clients.transactions.get() > 100);
            idle.setAutoCommit(false);
            BouncerLab.serverOf(idle);
            long before = clients.transactions.get();
            assertThatThrownBy(() -> traffic.apply(new Pause(), TIME))
                    .hasMessageContainingAll(
                            "in 3 tries of at most 200 ms", "server process", "application_name shop", "clients go on");
            assertThat(clients.transactions.get()).isGreaterThan(before + 20);

            // by now it is known to be idle: nobody is held back in vain
            await().until(() -> !ids(traffic.check()).stream()
                    .filter("TR-16"::equals)
                    .toList()
                    .isEmpty());
            assertThatThrownBy(() -> traffic.apply(new Pause(), TIME)).hasMessageContaining("last request");
            idle.commit();
            traffic.apply(new Pause(), TIME);
            traffic.apply(new Resume(), TIME);
            clients.close();
            assertThat(clients.errors).isEmpty();
        }
    }

    @Test
    void many_switches_in_a_row_cost_no_client_an_error_though_clients_log_in_all_the_time() throws Exception {
        lab.entries("app = SOURCE", "server_login_retry = 15");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        try (Clients clients = new Clients(lab, List.of("app", "app", "app", "app"));
                Clients visitors = Clients.whoComeAndGo(lab, List.of("app"))) {
            for (int i = 0; i < SWITCHES; i++) {
                Server to = i % 2 == 0 ? TARGET : SOURCE;
                // to the old server and back, 1.26 would set what the new one reported
                Server there = lab.remembersParameters() ? SOURCE : to;
                long before = clients.transactions.get();
                long visits = visitors.transactions.get();
                for (Order order : List.of(new Pause(), new PointAt(there), new Resume())) {
                    traffic.prepare(order, TIME);
                }
                traffic.apply(new Pause(), TIME);
                traffic.apply(new PointAt(there), TIME);
                traffic.apply(new Resume(), TIME);
                await().until(() -> !clients.errors.isEmpty()
                        || !visitors.errors.isEmpty()
                        || clients.transactions.get() > before + 20 && visitors.transactions.get() > visits + 1);
            }
            assertThat(clients.errors).isEmpty();
            assertThat(visitors.errors).isEmpty();
        }
    }

    @Test
    void server_connections_are_young_when_they_are_closed_and_live_as_long_as_configured_afterwards()
            throws Exception {
        lab.entries("app = SOURCE", "server_lifetime = 1800");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        try (Clients clients = new Clients(lab, List.of("app", "app", "app"))) {
            await().until(() -> clients.transactions.get() > 50);
            Set<String> old = processes(traffic);
            traffic.prepare(new Pause(), TIME);
            assertThat(processes(traffic)).isNotEmpty().doesNotContainAnyElementsOf(old);
            assertThat(clients.errors).isEmpty();
            traffic.apply(new Pause(), TIME);
            traffic.apply(new Resume(), TIME);
            await().until(() -> setting(traffic, "server_lifetime").equals("1800"));
        }
    }

    @Test
    void a_pause_that_was_prepared_and_never_came_leaves_pgbouncer_as_configured() throws Exception {
        lab.entries("app = SOURCE", "server_lifetime = 1800");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        traffic.prepare(new Pause(), TIME);
        assertThat(setting(traffic, "server_lifetime")).isEqualTo("1.001");
        traffic.close();
        assertThat(setting(traffic("[app, other]", "[app]"), "server_lifetime")).isEqualTo("1800");
    }

    private static Set<String> processes(PgBouncer traffic) {
        return traffic.show("SHOW SERVERS").rows().stream()
                .filter(row -> "app".equals(row.get("database")))
                .map(row -> row.getOrDefault("remote_pid", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void a_client_that_comes_for_the_first_time_in_the_pause_is_served_at_once_after_it() throws Exception {
        lab.entries("app = SOURCE", "server_login_retry = 15");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        try (Connection known = lab.client("app")) {
            BouncerLab.serverOf(known);
            traffic.prepare(new Pause(), TIME);
            traffic.apply(new Pause(), TIME);
            traffic.apply(new PointAt(TARGET), TIME);
            var newcomers = Executors.newSingleThreadExecutor();
            try {
                Future<Integer> served = newcomers.submit(() -> {
                    try (Connection newcomer = lab.client("app")) {
                        return BouncerLab.serverOf(newcomer);
                    }
                });
                await().until(() -> waiting(traffic) > 0);
                long began = System.nanoTime();
                traffic.apply(new Resume(), TIME);
                assertThat(served.get(5, TimeUnit.SECONDS)).isEqualTo(lab.target());
                assertThat(BouncerLab.serverOf(known)).isEqualTo(lab.target());
                assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
                await().until(() -> setting(traffic, "server_login_retry").equals("15"));
            } finally {
                newcomers.shutdownNow();
            }
        }
    }

    @Test
    void a_pgbouncer_that_is_killed_in_the_pause_holds_again_once_it_is_pointed_elsewhere() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        traffic.apply(new Pause(), TIME);
        traffic.prepare(new PointAt(TARGET), TIME);
        lab.restart();
        try (Connection client = lab.client("app")) {
            assertThat(BouncerLab.serverOf(client)).isEqualTo(lab.source());
            traffic.apply(new PointAt(TARGET), TIME);
            assertThat(traffic.holds(new Pause())).isTrue();
            assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
            traffic.apply(new Resume(), TIME);
            assertThat(BouncerLab.serverOf(client)).isEqualTo(lab.target());
        }
    }

    @Test
    void resuming_waits_for_a_pgbouncer_that_is_stopped_or_being_restarted() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app, other]", "[app]");
        var resuming = Executors.newSingleThreadExecutor();
        try {
            traffic.apply(new Pause(), TIME);
            lab.signal("STOP");
            Future<?> thawed = resuming.submit(() -> traffic.apply(new Resume(), Duration.ofSeconds(20)));
            // longer than one question waits for its answer
            await().pollDelay(Duration.ofMillis(1500)).until(() -> !thawed.isDone());
            lab.signal("CONT");
            thawed.get(10, TimeUnit.SECONDS);
            assertThat(traffic.holds(new Resume())).isTrue();

            traffic.apply(new Pause(), TIME);
            lab.stop();
            Future<?> restarted = resuming.submit(() -> traffic.apply(new Resume(), Duration.ofSeconds(20)));
            await().pollDelay(Duration.ofMillis(200)).until(() -> !restarted.isDone());
            lab.start();
            restarted.get(10, TimeUnit.SECONDS);
            assertThat(traffic.holds(new Resume())).isTrue();
        } finally {
            resuming.shutdownNow();
        }
    }

    @Test
    void a_pause_that_reaches_a_stopped_pgbouncer_late_is_taken_back_when_it_runs_again() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic(lab.planWith("[app]", "  pauseTry: 200ms\n  pauseTries: 1"));
        traffic.prepare(new Pause(), TIME);
        try (Connection busy = lab.client("app")) {
            busy.setAutoCommit(false);
            BouncerLab.serverOf(busy);
            var pausing = Executors.newSingleThreadExecutor();
            try {
                Runnable stopped = () -> {
                    try {
                        lab.signal("STOP");
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                };
                // asked right before PAUSE is said
                Future<?> pause =
                        pausing.submit(() -> traffic.apply(new Pause(), Duration.ofSeconds(20), once(stopped)));
                await().pollDelay(Duration.ofMillis(1500)).until(() -> !pause.isDone());
                lab.signal("CONT");
                assertThatThrownBy(() -> pause.get(15, TimeUnit.SECONDS)).hasMessageContaining("clients go on");
                busy.commit();
                assertThat(BouncerLab.serverOf(busy)).isEqualTo(lab.source());
                assertThat(traffic.holds(new Resume())).isTrue();
            } finally {
                pausing.shutdownNow();
                lab.signal("CONT");
            }
        }
    }

    @Test
    void what_was_prepared_yields_to_a_file_that_was_changed_meanwhile_and_leaves_nothing_behind() throws Exception {
        lab.entries("app = SOURCE");
        Path leftover = Files.writeString(lab.ini().resolveSibling(".pgbouncer.ini.1.pgbaton"), "old");
        try (PgBouncer traffic = traffic("[app, other]", "[app]")) {
            traffic.prepare(new PointAt(TARGET), TIME);
            assertThat(leftover).doesNotExist();
            Files.writeString(lab.ini(), Files.readString(lab.ini()) + "; a remark\n");
            traffic.apply(new PointAt(TARGET), TIME);
            assertThat(Files.readString(lab.ini())).contains("; a remark", "port=" + lab.target());
            traffic.prepare(new PointAt(SOURCE), TIME);
        }
        try (var files = Files.list(lab.ini().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.endsWith(".pgbaton"));
        }
    }

    private static Runnable once(Runnable action) {
        var done = new java.util.concurrent.atomic.AtomicBoolean();
        return () -> {
            if (done.compareAndSet(false, true)) {
                action.run();
            }
        };
    }

    private static long waiting(PgBouncer traffic) {
        return traffic.show("SHOW POOLS").rows().stream()
                .mapToLong(row -> Long.parseLong(row.getOrDefault("cl_waiting", "0")))
                .sum();
    }

    private static String setting(PgBouncer traffic, String key) {
        return traffic.show("SHOW CONFIG").rows().stream()
                .filter(row -> key.equals(row.get("key")))
                .map(row -> row.getOrDefault("value", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void an_entry_that_is_elsewhere_is_found_and_refused_and_its_file_untouched() throws Exception {
        lab.entries("app = SOURCE\nreports = host=127.0.0.1 port=1 dbname=other");
        PgBouncer traffic = traffic("[app, other]", "[app, reports]");
        assertThat(only(traffic.check(), "TR-06").subject()).isEqualTo("reports");
        String before = Files.readString(lab.ini());
        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), TIME))
                .hasMessageContainingAll(
                        "entry reports is at host=127.0.0.1 port=1", "neither the source nor the target");
        assertThat(lab.ini()).hasContent(before);
        assertThat(traffic.pointsAt()).isNull();
    }

    @Fires({"TR-04", "TR-05", "TR-06", "TR-08", "TR-09", "TR-10", "TR-12"})
    @Test
    void check_finds_what_would_hurt_and_changes_nothing() throws Exception {
        List<String> settings = new ArrayList<>(List.of("query_wait_timeout = 5"));
        if (lab.preparesAgain()) {
            settings.add("max_prepared_statements = 0");
        }
        lab.entries(
                "app = SOURCE pool_mode=session\nreports = SOURCE dbname=other\nlate = TARGET dbname=app",
                settings.toArray(String[]::new));
        String before = Files.readString(lab.ini());
        List<Finding> findings =
                traffic("[app]", "[app, reports, late, absent]").check();
        assertThat(only(findings, "TR-12").severity()).isEqualTo(Finding.Severity.HAZARD);
        assertThat(only(findings, "TR-09").severity()).isEqualTo(Finding.Severity.HAZARD);
        assertThat(only(findings, "TR-08").subject()).isEqualTo("reports");
        assertThat(only(findings, "TR-06").message()).contains("points at the target");
        assertThat(only(findings, "TR-04").subject()).isEqualTo("absent");
        assertThat(only(findings, "TR-05").subject()).isEqualTo("absent");
        assertThat(only(findings, "TR-10").severity()).isEqualTo(Severity.INFO);
        assertThat(lab.ini()).hasContent(before);
    }

    @Fires("TR-07")
    @Test
    void check_sees_a_file_that_was_not_reloaded() throws Exception {
        lab.entries("app = SOURCE");
        Files.writeString(lab.ini(), Files.readString(lab.ini()).replace("" + lab.source(), "" + lab.target()));
        assertThat(only(traffic("[app]", "[app]").check(), "TR-07").remedy()).contains("RELOAD");
    }

    @Fires({"TR-02", "TR-11", "TR-13", "TR-14"})
    @Test
    void check_tells_of_another_file_a_shared_port_and_a_database_that_nobody_leads_to(@TempDir Path folder)
            throws Exception {
        lab.entries("app = SOURCE", "so_reuseport = 1");
        List<Finding> findings = traffic("[app, other]", "[app]").check();
        assertThat(only(findings, "TR-13").subject()).isEqualTo("other");
        assertThat(only(findings, "TR-14").severity()).isEqualTo(Severity.HAZARD);

        Path absent = folder.resolve("pgbouncer.ini");
        assertThat(only(traffic(lab.planOf(absent)).check(), "TR-02").subject()).isEqualTo(absent.toString());
        Files.copy(lab.ini(), absent);
        assertThat(only(traffic(lab.planOf(absent)).check(), "TR-11").message()).contains(absent.toString());
    }

    @Test
    void a_file_that_pgbouncer_cannot_load_is_told() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        // older versions answer RELOAD as if all were well
        Files.writeString(lab.ini(), "[pgbouncer]\npool_mode = nonsense\n" + Files.readString(lab.ini()));
        assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), Duration.ofSeconds(1)))
                .hasMessageContaining("RELOAD");
    }

    @Test
    void the_fallback_entry_moves_the_databases_that_it_serves() throws Exception {
        lab.entries("keep = SOURCE dbname=app\n* = SOURCE");
        PgBouncer traffic = traffic("[app, other]", "[\"*\"]");
        try (Clients clients = new Clients(lab, List.of("app", "other"));
                Connection keep = lab.client("keep")) {
            await().until(() -> clients.transactions.get() > 100);
            assertThat(traffic.check()).noneMatch(finding -> finding.severity() == Severity.BLOCK);
            traffic.apply(new Pause(), TIME);
            assertThat(traffic.holds(new Pause())).isTrue();
            assertThat(BouncerLab.serverOf(keep)).isEqualTo(lab.source());
            traffic.apply(new PointAt(TARGET), TIME);
            assertThat(traffic.holds(new PointAt(TARGET))).isTrue();
            traffic.apply(new Resume(), TIME);
            await().until(() -> clients.servers().stream().allMatch(port -> port == lab.target()));
            assertThat(BouncerLab.serverOf(keep)).isEqualTo(lab.source());
            clients.close();
            assertThat(clients.errors).isEmpty();
        }
    }

    @Test
    void describes_the_commands_and_the_change_of_the_file() throws Exception {
        lab.entries("app = SOURCE\nMy-App = SOURCE dbname=app");
        PgBouncer traffic = traffic("[app]", "[app, My-App]");
        String console = "console 127.0.0.1:" + lab.bouncer() + ": ";
        assertThat(traffic.describe(new Pause()))
                .containsExactly(console + "PAUSE app;", console + "PAUSE \"My-App\";");
        assertThat(traffic.describe(new Resume()))
                .containsExactly(console + "RESUME app;", console + "RESUME \"My-App\";");
        assertThat(traffic.describe(new PointAt(TARGET)))
                .containsExactly(
                        lab.ini() + ": app: host=127.0.0.1 port=" + lab.source() + " → host=127.0.0.1 port="
                                + lab.target(),
                        lab.ini() + ": My-App: host=127.0.0.1 port=" + lab.source() + " → host=127.0.0.1 port="
                                + lab.target(),
                        console + "RELOAD;");
    }

    @Test
    void the_password_is_not_in_the_list_of_processes() throws Exception {
        lab.entries("app = SOURCE");
        PgBouncer traffic = traffic("[app]", "[app]");
        traffic.holds(new Resume());
        Plan plan = lab.plan("[app]", "[app]");
        String password =
                ((PgBouncerTraffic) plan.traffic().get(0)).console().password().reveal();
        List<String> children = ProcessHandle.current()
                .children()
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains("psql"))
                .toList();
        assertThat(children).isNotEmpty().noneMatch(line -> line.contains(password));
    }

    private PgBouncer traffic(String databases, String entries) throws IOException {
        return traffic(lab.plan(databases, entries));
    }

    private PgBouncer traffic(Plan plan) {
        PgBouncer traffic = (PgBouncer) PlannedTraffic.of(plan, lab.psql());
        opened.add(traffic);
        return traffic;
    }

    private static List<String> ids(List<Finding> findings) {
        return Fires.Proof.told(findings).stream().map(Finding::id).toList();
    }

    private static Finding only(List<Finding> findings, String id) {
        List<Finding> found = Fires.Proof.told(findings).stream()
                .filter(f -> f.id().equals(id))
                .toList();
        assertThat(found).as(id + " in " + findings).hasSize(1);
        return found.get(0);
    }
}
