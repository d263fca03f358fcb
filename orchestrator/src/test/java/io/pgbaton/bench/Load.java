package io.pgbaton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that write until a file appears. With a rate the schedule is open: each transaction has its moment, and a client that
 * was held back makes up for it at once; the time that a transaction waited for its turn is never part of its latency. With the
 * rate {@code max} a client begins the next when the last has ended, and all slow down while the subscriber falls behind.
 */
final class Load {

    private static final long STARTED_MICROS = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    private static final long STARTED_NANOS = System.nanoTime();

    private final Login login;
    private final int sequences;
    private final int accounts;
    private final Rate rate;
    private final boolean tryAgain;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Client> clients = new ArrayList<>();
    private final Optional<Lag> lag;
    private final CountDownLatch connecting;
    private volatile long begin;

    private Load(Flags flags) throws IOException {
        login = new Login(flags.text("url"), flags.text("user"), flags.secret("password-file"));
        sequences = flags.number("sequences");
        accounts = flags.number("accounts");
        tryAgain = flags.text("errors").equals("retry");
        int count = flags.number("clients");
        rate = Rate.of(flags.text("rate"), count);
        lag = rate.open()
                ? Optional.empty()
                : Optional.of(new Lag(flags.list("servers"), flags.secret("password-file")));
        connecting = new CountDownLatch(count);
        List<String> databases = flags.list("databases");
        for (int client = 0; client < count; client++) {
            clients.add(new Client(this, client, databases.get(client % databases.size())));
        }
    }

    /** Transactions per second of one client; none: as fast as it goes. */
    private record Rate(long intervalNanos) {
        static Rate of(String text, int clients) {
            return new Rate(text.equals("max") ? 0 : (long) (clients * 1e9 / Double.parseDouble(text)));
        }

        boolean open() {
            return intervalNanos > 0;
        }
    }

    /** Writes until the file {@code --stop-file} exists; says "warm RATE" on the standard output after {@code --warm-up} seconds. */
    static void run(Flags flags) throws IOException, InterruptedException {
        var load = new Load(flags);
        Path stop = flags.path("stop-file");
        load.lag.ifPresent(Lag::start);
        load.clients.forEach(Client::start);
        load.connecting.await();
        int warmUp = flags.number("warm-up");
        TimeUnit.SECONDS.sleep(warmUp);
        System.out.println("warm " + load.acknowledged.get() / warmUp);
        while (!Files.exists(stop)) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        load.stopping.countDown();
        for (Client client : load.clients) {
            client.end();
        }
        load.lag.ifPresent(lag -> System.out.println("greatest lag " + lag.peak() + " bytes"));
        long processor = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toMillis)
                .orElse(0L);
        System.out.println("the clients took " + processor + " ms of the processors for " + load.acknowledged.get()
                + " transactions");
        Ledger.write(
                flags.path("ledger"), load.clients.stream().map(Client::page).toList());
    }

    /** Now, in microseconds since 1970, by a clock that is never set. */
    static long micros() {
        return STARTED_MICROS + (System.nanoTime() - STARTED_NANOS) / 1000;
    }

    Login login() {
        return login;
    }

    int sequences() {
        return sequences;
    }

    int accounts() {
        return accounts;
    }

    boolean tryAgain() {
        return tryAgain;
    }

    void count() {
        acknowledged.incrementAndGet();
    }

    /** Tells that a client is connected, and waits for all others: the schedule begins for all at once. */
    void connected() {
        connecting.countDown();
        try {
            connecting.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            begin = begin == 0 ? System.nanoTime() : begin;
        }
    }

    /** Waits for the moment of a client's n-th transaction; false when it is time to stop. */
    boolean awaitTurn(int client, long n) {
        try {
            if (rate.open()) {
                long turn = begin + rate.intervalNanos() * n + rate.intervalNanos() * client / clients.size();
                return !stopping.await(turn - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            while (lag.orElseThrow().isTooGreat() && stopping.getCount() > 0) {
                LockSupport.parkNanos(2_000_000);
            }
            return stopping.getCount() > 0;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
