package io.pgbaton.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP connection's way through a network that can be slow, cut or silent: listens on a port of this machine and passes what
 * comes to another address. Latency alone is added; bytes are neither dropped nor limited in number.
 *
 * <p>One file without a dependency: tests call it, and {@code java Relay.java --delay-micros 1000 0=127.0.0.1:5432 …} runs it
 * (JDK 17, source-launch mode) until it is killed, and prints a line {@code PORT HOST:PORT} for each relay.
 */
public final class Relay implements AutoCloseable {

    /** What the way does with bytes. */
    private enum State {
        PASSING,
        FROZEN,
        CUT
    }

    private static final byte[] END = {};
    private static final int BACKLOG = 200;

    private final InetSocketAddress target;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private volatile long delayNanos;
    private volatile State state = State.PASSING;
    private volatile boolean closed;
    private ServerSocket listener;
    private Thread acceptor;

    private Relay(int port, InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = listen(port);
        this.port = listener.getLocalPort();
        this.acceptor = accept(listener);
    }

    /**
     * A relay on a free port of 127.0.0.1 to this address.
     *
     * @throws UncheckedIOException if no port can be had
     */
    public static Relay to(String host, int toPort) {
        return on(0, host, toPort);
    }

    /**
     * A relay on this port of 127.0.0.1 (0: a free one) to this address.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public static Relay on(int port, String host, int toPort) {
        try {
            return new Relay(port, new InetSocketAddress(host, toPort));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot relay from port " + port + ": " + e.getMessage(), e);
        }
    }

    /** Where to connect to, on 127.0.0.1; stays the same over {@link #cut} and {@link #heal}. */
    public int port() {
        return port;
    }

    /** Every byte from now on takes this long, each way: half of what a round trip grows by. */
    public void delay(Duration eachWay) {
        delayNanos = eachWay.toNanos();
    }

    /** Drops every connection and refuses new ones: a server that is gone. */
    public void cut() {
        turn(State.CUT);
        closeQuietly(listener);
        awaitAcceptor();
        sockets.forEach(Relay::closeQuietly);
        sockets.clear();
    }

    /** Keeps connections and accepts new ones, but passes nothing, the end of a connection included: a network that is lost. */
    public void freeze() {
        turn(State.FROZEN);
    }

    /**
     * Passes everything again. What was held back by {@link #freeze} arrives now, in order and nothing missing; what
     * {@link #cut} dropped stays dropped.
     *
     * @throws UncheckedIOException if somebody else has taken the port since {@link #cut}
     */
    public void heal() {
        State before = state;
        turn(State.PASSING);
        if (before == State.CUT && !closed) {
            try {
                listener = listen(port);
                acceptor = accept(listener);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot listen on port " + port + " again", e);
            }
        }
    }

    /** Connections that are open now, those that wait in {@link #freeze} included. */
    public int connections() {
        return sockets.size() / 2;
    }

    /** Drops every connection and ends. */
    @Override
    public void close() {
        closed = true;
        cut();
    }

    private static ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        return socket;
    }

    private void turn(State now) {
        synchronized (change) {
            state = now;
            change.notifyAll();
        }
    }

    /** A port goes on listening until the thread that waits at it has noticed that it is closed. */
    private void awaitAcceptor() {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread accept(ServerSocket from) {
        return start("relay-" + port, () -> {
            while (!from.isClosed()) {
                try {
                    var client = from.accept();
                    sockets.add(client);
                    start("relay-" + port + "-open", () -> join(client));
                } catch (IOException e) {
                    // closed by cut(), or the other side has gone already
                }
            }
        });
    }

    private void join(Socket client) {
        var server = new Socket();
        sockets.add(server);
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target);
            if (client.isClosed() || state == State.CUT) {
                throw new IOException("cut meanwhile");
            }
            var ended = new CountDownLatch(2);
            pass(client, server, ended);
            pass(server, client, ended);
            ended.await();
        } catch (IOException e) {
            // the target refuses: so does the relay
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            drop(client, server);
        }
    }

    private void drop(Socket one, Socket other) {
        closeQuietly(one);
        closeQuietly(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    /** Two threads for one direction: while one waits for its bytes' time, the other takes the next in. */
    private void pass(Socket from, Socket to, CountDownLatch ended) {
        var way = new ArrayBlockingQueue<Piece>(1024);
        start("relay-" + port + "-in", () -> read(from, way));
        start("relay-" + port + "-out", () -> {
            try {
                write(way, to);
            } catch (IOException e) {
                drop(from, to);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                // a reader that waits for room must not wait for ever
                way.clear();
                ended.countDown();
            }
        });
    }

    /** Some bytes and when they may arrive; none mark the end. */
    private record Piece(byte[] bytes, long dueNanos) {}

    private void read(Socket from, BlockingQueue<Piece> way) {
        var buffer = new byte[16384];
        try {
            var in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                way.put(new Piece(Arrays.copyOf(buffer, n), System.nanoTime() + delayNanos));
            }
        } catch (IOException e) {
            // reset or dropped: an end like any other
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            way.put(new Piece(END, System.nanoTime() + delayNanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(BlockingQueue<Piece> way, Socket to) throws IOException, InterruptedException {
        OutputStream out = to.getOutputStream();
        while (true) {
            // A writer that went with its connection must not leave its reader, and so itself, waiting for ever.
            var piece = way.poll(1, TimeUnit.SECONDS);
            if (piece == null && to.isClosed()) {
                return;
            }
            if (piece == null) {
                continue;
            }
            for (long left = piece.dueNanos() - System.nanoTime();
                    left > 0;
                    left = piece.dueNanos() - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            awaitThaw();
            if (piece.bytes().length == 0) {
                to.shutdownOutput();
                return;
            }
            out.write(piece.bytes());
        }
    }

    private void awaitThaw() throws InterruptedException {
        if (state == State.FROZEN) {
            synchronized (change) {
                while (state == State.FROZEN) {
                    change.wait();
                }
            }
        }
    }

    private static Thread start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            // it is closed all the same
        }
    }

    private static final String USAGE =
            "Relay.java [--delay-micros EACH_WAY] PORT=HOST:PORT ...   (PORT 0: a free one)";

    /** Runs relays until the process is ended; exit code 2: usage, or a port is taken. */
    public static void main(String[] args) throws InterruptedException {
        try {
            var words = new ArrayList<>(List.of(args));
            var delay = Duration.ZERO;
            if (words.size() > 1 && words.get(0).equals("--delay-micros")) {
                delay = Duration.ofNanos(1000 * Long.parseLong(words.get(1)));
                words.subList(0, 2).clear();
            }
            if (words.isEmpty()) {
                throw new IllegalArgumentException("which ports?");
            }
            for (String word : words) {
                var part = word.split("[=:]");
                var relay = on(Integer.parseInt(part[0]), part[1], Integer.parseInt(part[2]));
                relay.delay(delay);
                System.out.println(relay.port() + " " + part[1] + ":" + part[2]);
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | UncheckedIOException e) {
            System.err.println("relay: " + e.getMessage() + "\n" + USAGE);
            System.exit(2);
        }
        new CountDownLatch(1).await();
    }
}
