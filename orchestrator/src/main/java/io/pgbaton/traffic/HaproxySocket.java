package io.pgbaton.traffic;

import io.pgbaton.engine.Traffic.TrafficException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HAProxy's runtime socket (its management guide, chapter 9.3). HAProxy ends a connection after each line of commands, so
 * every question is a connection of its own, which takes a fraction of a millisecond.
 */
final class HaproxySocket {
    private final String where;

    /** The path of a socket, or host:port. Connects to nobody yet. */
    HaproxySocket(String where) {
        this.where = where;
    }

    /** What HAProxy says to the commands, all in one go. Throws {@link TrafficException} if there is no answer in time. */
    String ask(Deadline deadline, String... commands) {
        boolean unix = where.startsWith("/");
        try (Selector selector = Selector.open();
                SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(unix ? UnixDomainSocketAddress.of(where) : address())) {
                ready(channel, selector, SelectionKey.OP_CONNECT, deadline);
                channel.finishConnect();
            }
            ByteBuffer said = StandardCharsets.UTF_8.encode(String.join(";", commands) + "\n");
            while (said.hasRemaining()) {
                if (channel.write(said) == 0) {
                    ready(channel, selector, SelectionKey.OP_WRITE, deadline);
                }
            }
            return heard(channel, selector, deadline);
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw new TrafficException(
                    "HAProxy's runtime socket " + where + " does not answer (" + e
                            + "); see that HAProxy runs with this 'stats socket' and that this user may use it",
                    e);
        }
    }

    private SocketAddress address() {
        int colon = where.lastIndexOf(':');
        return new InetSocketAddress(
                where.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(where.substring(colon + 1)));
    }

    private static String heard(SocketChannel channel, Selector selector, Deadline deadline) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(16_384);
        while (true) {
            int count = channel.read(part);
            if (count < 0) {
                return heard.toString(StandardCharsets.UTF_8);
            } else if (count == 0) {
                ready(channel, selector, SelectionKey.OP_READ, deadline);
            }
            heard.write(part.array(), 0, part.position());
            part.clear();
        }
    }

    private static void ready(SocketChannel channel, Selector selector, int operation, Deadline deadline)
            throws IOException {
        channel.register(selector, operation);
        long millis = Math.max(1, deadline.left().toMillis());
        if (deadline.passed() || selector.select(millis) == 0) {
            throw new IOException(
                    Thread.currentThread().isInterrupted() ? "interrupted while waiting" : "no answer in time");
        }
        selector.selectedKeys().clear();
    }

    /** A table that begins with the names of its columns behind a '#', by those names. */
    static List<Map<String, String>> rows(String table, String separator) {
        List<Map<String, String>> rows = new ArrayList<>();
        String[] names = {};
        for (String line : table.lines().toList()) {
            String[] parts = line.replaceFirst("^# ", "").split(separator, -1);
            if (line.startsWith("# ")) {
                names = parts;
            } else if (names.length > 0 && parts.length > 1) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < Math.min(names.length, parts.length); i++) {
                    row.put(names[i], parts[i]);
                }
                rows.add(row);
            }
        }
        return rows;
    }

    @Override
    public String toString() {
        return "HAProxy at " + where;
    }
}
