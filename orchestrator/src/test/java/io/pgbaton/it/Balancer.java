package io.pgbaton.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real HAProxy in front of two servers, at first with the source ready and the target in maintenance. */
public final class Balancer implements AutoCloseable {
    private final Path socket;
    private final int port;
    private final Process process;
    private final Thread lastResort;

    /**
     * @param tree which one: haproxy, or haproxy-2.6
     * @param names frontend, old server and new server, such as postgres, orders/old, orders/new
     * @param more lines of the frontend, such as {@code maxconn 50}
     */
    public Balancer(String tree, Path folder, List<String> names, int source, int target, String more) {
        try {
            socket = folder.resolve(tree + ".sock");
            port = free();
            String old = names.get(1);
            String fresh = names.get(2);
            Path file = Files.writeString(folder.resolve(tree + ".cfg"), """
                    global
                      stats socket %s mode 600 level admin
                      stats socket %s.operator mode 600 level operator
                      maxconn 300
                    defaults
                      mode tcp
                      timeout connect 2s
                      timeout client 1h
                      timeout server 1h
                    frontend %s
                      bind 127.0.0.1:%d
                      default_backend %s
                      %s
                    backend %s
                      server %s 127.0.0.1:%d check inter 500ms
                      server %s 127.0.0.1:%d check inter 500ms disabled
                    """.formatted(
                            socket,
                            socket,
                            names.get(0),
                            port,
                            backend(old),
                            more,
                            backend(old),
                            server(old),
                            source,
                            server(fresh),
                            target));
            String program = LabScript.run(List.of("trees", tree)).strip().split(" ", 2)[1];
            process = new ProcessBuilder(program, "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve(tree + ".log").toFile())
                    .start();
            lastResort = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(lastResort);
            await().until(this::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String backend(String name) {
        return name.substring(0, name.indexOf('/'));
    }

    private static String server(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket client = new Socket("127.0.0.1", port)) {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Its runtime socket at level admin; with {@code .operator} behind it, one at a lower level. */
    public Path socket() {
        return socket;
    }

    /** Where clients come. */
    public int port() {
        return port;
    }

    /** Whether it runs. */
    public boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(lastResort);
    }
}
