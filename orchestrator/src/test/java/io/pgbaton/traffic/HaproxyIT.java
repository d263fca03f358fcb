package io.pgbaton.traffic;

import static io.pgbaton.postgres.Server.SOURCE;
import static io.pgbaton.postgres.Server.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.pgbaton.engine.Traffic.TrafficException;
import io.pgbaton.it.Balancer;
import io.pgbaton.it.Fires;
import io.pgbaton.plan.HaproxyTraffic;
import io.pgbaton.plan.Plan;
import io.pgbaton.plan.PlanFile;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Route.Order;
import io.pgbaton.step.Route.Pause;
import io.pgbaton.step.Route.PointAt;
import io.pgbaton.step.Route.Resume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real HAProxy, of the versions that can and cannot hold clients back, in front of two servers that say who they are. */
class HaproxyIT {
    private static final Duration TIME = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Greeter old;
    private Greeter fresh;

    @BeforeEach
    void servers() {
        old = new Greeter('o');
        fresh = new Greeter('n');
    }

    @AfterEach
    void end() throws IOException {
        old.close();
        fresh.close();
    }

    @Test
    void connections_that_are_opened_in_the_pause_wait_and_then_reach_the_new_server() throws Exception {
        try (Balancer balancer = balancer("haproxy", "");
                Client early = new Client(balancer)) {
            Haproxy traffic = traffic(balancer.socket(), "");
            assertThat(early.asks()).isEqualTo('o');

            traffic.apply(new Pause(), TIME);

            assertThat(traffic.holds(new Pause())).isTrue();
            try (Client late = new Client(balancer)) {
                assertThatThrownBy(() -> late.asks(200)).isInstanceOf(SocketTimeoutException.class);
                assertThat(early.asks()).as("who was there goes on").isEqualTo('o');

                traffic.apply(new PointAt(TARGET), TIME);

                assertThat(traffic.pointsAt()).isEqualTo(TARGET);
                assertThat(early.ended())
                        .as("sessions on the old server are shut down")
                        .isTrue();

                traffic.apply(new Resume(), TIME);

                assertThat(late.hears()).isEqualTo('n');
            }
            assertThat(traffic.holds(new Resume())).isTrue();
            assertThat(balancer.alive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"haproxy", "haproxy-2.6"})
    void refused_clients_come_back_to_the_new_server(String tree) throws Exception {
        try (Balancer balancer = balancer(tree, "")) {
            Haproxy traffic = traffic(balancer.socket(), "newClients: refuse");
            assertThat(blocks(traffic)).isEmpty();

            traffic.apply(new Pause(), TIME);
            assertThat(traffic.holds(new Pause())).isTrue();
            assertThatThrownBy(() -> new Client(balancer)).isInstanceOf(ConnectException.class);
            traffic.apply(new PointAt(TARGET), TIME);
            traffic.apply(new Resume(), TIME);

            try (Client client = new Client(balancer)) {
                assertThat(client.asks()).isEqualTo('n');
            }
            traffic.apply(new PointAt(SOURCE), TIME);
            try (Client client = new Client(balancer)) {
                assertThat(client.asks()).isEqualTo('o');
            }
            assertThat(balancer.alive()).isTrue();
        }
    }

    @Fires("TR-31")
    @Test
    void a_version_that_locks_up_is_not_told_to_hold_clients_back() {
        try (Balancer balancer = balancer("haproxy-2.6", "")) {
            Haproxy traffic = traffic(balancer.socket(), "");

            assertThat(blocks(traffic))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.id()).isEqualTo("TR-31"));
            assertThatThrownBy(() -> traffic.apply(new Pause(), TIME))
                    .isInstanceOf(TrafficException.class)
                    .hasMessageContaining("newClients: refuse");
            assertThat(traffic.holds(new Resume())).isTrue();
        }
    }

    @Test
    void every_order_may_be_repeated() {
        try (Balancer balancer = balancer("haproxy", "")) {
            Haproxy traffic = traffic(balancer.socket(), "");
            for (Order order : List.of(new Pause(), new PointAt(TARGET), new PointAt(SOURCE), new Resume())) {
                traffic.apply(order, TIME);
                traffic.apply(order, TIME);
                assertThat(traffic.holds(order)).isTrue();
            }
        }
    }

    @Test
    void another_process_that_goes_on_restores_the_limit_of_the_plan() {
        try (Balancer balancer = balancer("haproxy", "maxconn 50")) {
            traffic(balancer.socket(), "maxconn: 50").apply(new Pause(), TIME);

            traffic(balancer.socket(), "maxconn: 50").apply(new Resume(), TIME);

            assertThat(blocks(traffic(balancer.socket(), "maxconn: 50"))).isEmpty();
        }
    }

    @Test
    void a_server_that_is_down_is_not_pointed_at() throws Exception {
        try (Balancer balancer = balancer("haproxy", "")) {
            fresh.close();
            Haproxy traffic = traffic(balancer.socket(), "");

            // the first look after maintenance counts a server as up
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThatThrownBy(() -> traffic.apply(new PointAt(TARGET), Duration.ofSeconds(1)))
                                    .hasMessageContaining("did not obey in time"));
        }
    }

    @Test
    void nothing_is_said_once_another_process_has_taken_over() {
        try (Balancer balancer = balancer("haproxy", "")) {
            RuntimeException fenced = new IllegalStateException("taken over");
            Haproxy traffic = traffic(balancer.socket(), "");

            assertThatThrownBy(() -> traffic.apply(new Pause(), TIME, () -> {
                        throw fenced;
                    }))
                    .isSameAs(fenced);
            assertThat(traffic.holds(new Resume())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[nope]   | [b/old] | [b/new]  | TR-30 | no frontend nope; it has pg",
                "[pg]     | [b/old] | [b/x]    | TR-30 | no server b/x",
                "[pg]     | [b/new] | [b/old]  | TR-34 | b/new is named as the source and leads to 127.0.0.1"
            })
    void the_check_finds_names_that_are_wrong(
            String frontends, String source, String target, String id, String message) {
        try (Balancer balancer = balancer("haproxy", "")) {
            assertThat(blocks(traffic(balancer.socket(), frontends, source, target, "")))
                    .anySatisfy(finding -> {
                        assertThat(finding.id()).isEqualTo(id);
                        assertThat(finding.message()).contains(message);
                    });
        }
    }

    @Fires({"TR-30", "TR-32", "TR-33", "TR-34", "TR-35"})
    @Test
    void the_check_finds_a_socket_that_does_not_answer_or_obey_and_a_limit_that_would_change() {
        try (Balancer balancer = balancer("haproxy", "maxconn 50")) {
            assertThat(blocks(traffic(folder.resolve("absent"), "")))
                    .extracting(Finding::id)
                    .containsExactly("TR-30");
            assertThat(blocks(traffic(Path.of(balancer.socket() + ".operator"), "maxconn: 50")))
                    .extracting(Finding::id)
                    .containsExactly("TR-32");
            assertThat(blocks(traffic(balancer.socket(), "")))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.remedy()).isEqualTo("write maxconn: 50"));
            assertThat(blocks(traffic(balancer.socket(), "[pg]", "[b/new]", "[b/old]", "maxconn: 50")))
                    .extracting(Finding::id)
                    .containsOnly("TR-34");
        }
    }

    private Balancer balancer(String tree, String more) {
        return new Balancer(tree, folder, List.of("pg", "b/old", "b/new"), old.port(), fresh.port(), more);
    }

    private static List<Finding> blocks(Haproxy traffic) {
        return Fires.Proof.told(traffic.check()).stream()
                .filter(finding -> finding.severity() == Finding.Severity.BLOCK)
                .toList();
    }

    private Haproxy traffic(Path socket, String more) {
        return traffic(socket, "[pg]", "[b/old]", "[b/new]", more);
    }

    private Haproxy traffic(Path socket, String frontends, String source, String target, String more) {
        Plan plan = PlanFile.parse(
                        """
                        name: a
                        source: {host: 127.0.0.1, port: %d, user: u}
                        target: {host: 127.0.0.1, port: %d, user: u}
                        databases: all
                        traffic:
                          kind: haproxy
                          socket: %s
                          frontends: %s
                          source: %s
                          target: %s
                          %s
                        """.formatted(old.port(), fresh.port(), socket, frontends, source, target, more), "plan.yaml")
                .plan();
        return new Haproxy(plan, (HaproxyTraffic) plan.traffic().get(0));
    }

    /** A client that asks one thing: who is there. */
    private static final class Client implements AutoCloseable {
        private final Socket socket;

        Client(Balancer balancer) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
        }

        char asks() throws IOException {
            return asks(5000);
        }

        char asks(int millis) throws IOException {
            socket.getOutputStream().write('?');
            socket.setSoTimeout(millis);
            return (char) socket.getInputStream().read();
        }

        /** The answer to what was asked before. */
        char hears() throws IOException {
            socket.setSoTimeout(5000);
            return (char) socket.getInputStream().read();
        }

        boolean ended() throws IOException {
            socket.setSoTimeout(5000);
            return socket.getInputStream().read() < 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A server that answers every byte with its letter. */
    private static final class Greeter implements AutoCloseable {
        private final ServerSocket listening;

        Greeter(char letter) {
            try {
                listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            daemon(() -> accept(letter));
        }

        private void accept(char letter) {
            try {
                while (true) {
                    Socket client = listening.accept();
                    daemon(() -> serve(client, letter));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private static void serve(Socket client, char letter) {
            try (client) {
                while (client.getInputStream().read() >= 0) {
                    client.getOutputStream().write(letter);
                }
            } catch (IOException e) {
                // gone
            }
        }

        private static void daemon(Runnable work) {
            Thread thread = new Thread(work, "greeter");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listening.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }
}
