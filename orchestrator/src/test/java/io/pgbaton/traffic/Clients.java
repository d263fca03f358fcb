package io.pgbaton.traffic;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that work through PgBouncer without rest, and remember every error and where they were served last. */
final class Clients implements AutoCloseable {
    final Queue<SQLException> errors = new ConcurrentLinkedQueue<>();
    final AtomicLong transactions = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final int[] servers;
    private final long transactionsPerLogin;
    private volatile boolean enough;

    Clients(BouncerLab lab, List<String> entries) {
        this(lab, entries, Long.MAX_VALUE);
    }

    private Clients(BouncerLab lab, List<String> entries, long transactionsPerLogin) {
        this.transactionsPerLogin = transactionsPerLogin;
        servers = new int[entries.size()];
        for (int i = 0; i < entries.size(); i++) {
            int me = i;
            Thread thread = new Thread(() -> work(lab, entries.get(me), me));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Clients that log in anew for every transaction. */
    static Clients whoComeAndGo(BouncerLab lab, List<String> entries) {
        return new Clients(lab, entries, 1);
    }

    private void work(BouncerLab lab, String entry, int me) {
        while (!enough && errors.isEmpty()) {
            visit(lab, entry, me);
        }
    }

    private void visit(BouncerLab lab, String entry, int me) {
        try (Connection connection = lab.client(entry)) {
            connection.setAutoCommit(false);
            for (long i = 0; !enough && i < transactionsPerLogin; i++) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("insert into work values (1)");
                    servers[me] = BouncerLab.serverOf(connection);
                }
                connection.commit();
                transactions.incrementAndGet();
            }
        } catch (SQLException e) {
            errors.add(e);
        }
    }

    /** The port that served each client last. */
    List<Integer> servers() {
        return java.util.Arrays.stream(servers).boxed().toList();
    }

    @Override
    public void close() throws InterruptedException {
        enough = true;
        for (Thread thread : threads) {
            thread.join(5_000);
        }
    }
}
