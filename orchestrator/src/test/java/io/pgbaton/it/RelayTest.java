package io.pgbaton.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay stands between a program and its servers when networks fail: it must do that and nothing else. */
class RelayTest {

    private ServerSocket echo;
    private Relay relay;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var server = new Thread(this::serve, "echo");
        server.setDaemon(true);
        server.start();
        relay = Relay.to("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        echo.close();
    }

    @Test
    void what_goes_in_comes_out_and_so_does_the_end() throws IOException {
        try (var client = connect()) {
            var sent = new byte[3_000_000];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) (i * 31 >> 3);
            }
            var writer = new Thread(() -> {
                try {
                    client.getOutputStream().write(sent);
                    client.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        }
        await().until(() -> relay.connections() == 0);
    }

    @Test
    void a_round_trip_takes_twice_the_delay_longer() throws IOException {
        relay.delay(Duration.ofMillis(50));
        try (var client = connect()) {
            long start = System.nanoTime();
            assertThat(answer(client, 'a')).isEqualTo('a');
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
        }
    }

    @Test
    void bytes_that_follow_each_other_are_under_way_together() throws IOException {
        relay.delay(Duration.ofMillis(100));
        try (var client = connect()) {
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                client.getOutputStream().write(i);
                client.getOutputStream().flush();
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.getInputStream().read()).isEqualTo(i);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(20 * 100));
        }
    }

    @Test
    void a_cut_drops_connections_and_refuses_new_ones_until_it_is_healed() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 'a')).isEqualTo('a');
            relay.cut();
            assertThat(isDropped(client)).isTrue();
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
        int port = relay.port();
        relay.heal();
        assertThat(relay.port()).isEqualTo(port);
        try (var client = connect()) {
            assertThat(answer(client, 'b')).isEqualTo('b');
        }
    }

    @Test
    void a_frozen_relay_accepts_and_passes_nothing_until_it_is_healed() throws IOException {
        try (var before = connect()) {
            assertThat(answer(before, 'a')).isEqualTo('a');
            relay.freeze();
            try (var meanwhile = connect()) {
                assertSilent(before);
                assertSilent(meanwhile);
                relay.heal();
                assertThat(before.getInputStream().read()).isEqualTo('?');
                assertThat(meanwhile.getInputStream().read()).isEqualTo('?');
            }
        }
    }

    @Test
    void a_frozen_relay_does_not_tell_that_the_other_side_has_gone() throws IOException {
        try (var client = connect()) {
            assertThat(answer(client, 'a')).isEqualTo('a');
            relay.freeze();
            client.getOutputStream().write('!');
            client.setSoTimeout(300);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            relay.heal();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_frozen_relay_can_be_cut() throws IOException {
        try (var client = connect()) {
            relay.freeze();
            client.getOutputStream().write('?');
            relay.cut();
            assertThat(isDropped(client)).isTrue();
        }
        await().until(() -> relay.connections() == 0);
        relay.heal();
        try (var client = connect()) {
            assertThat(answer(client, 'b')).isEqualTo('b');
        }
    }

    @Test
    void who_is_not_there_is_not_there_through_a_relay_either() throws IOException {
        int nobody;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = listener.getLocalPort();
        }
        try (var lost = Relay.to("127.0.0.1", nobody);
                var client = new Socket(InetAddress.getLoopbackAddress(), lost.port())) {
            client.setSoTimeout(10_000);
            assertThat(isDropped(client)).isTrue();
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), relay.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static int answer(Socket socket, int letter) throws IOException {
        socket.getOutputStream().write(letter);
        return socket.getInputStream().read();
    }

    private static boolean isDropped(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void assertSilent(Socket socket) throws IOException {
        socket.getOutputStream().write('?');
        socket.setSoTimeout(300);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(10_000);
    }

    /** Sends everything back; an exclamation mark makes it hang up. */
    private void serve() {
        while (!echo.isClosed()) {
            try {
                var client = echo.accept();
                var thread = new Thread(() -> serve(client), "echo-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            var buffer = new byte[8192];
            for (int n = client.getInputStream().read(buffer);
                    n >= 0;
                    n = client.getInputStream().read(buffer)) {
                if (n == 1 && buffer[0] == '!') {
                    return;
                }
                client.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException e) {
            // dropped
        }
    }
}
