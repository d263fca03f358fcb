package io.pgbaton.it;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Clients that keep writing to a database and a ledger of every commit that PostgreSQL acknowledged to them, so that afterwards
 * each can be looked up: lost, doubled, invented or exactly there. Needs the tables of {@code schema/writer.sql}; where
 * {@code schema/shop.sql} is loaded too, every fourth transaction places an order.
 *
 * <p>One file and no dependency but pgjdbc: tests call it, and {@code java -cp postgresql.jar Writer.java --url … } runs it
 * (JDK 17, source-launch mode). {@code --help} lists the commands.
 */
public final class Writer implements AutoCloseable {

    /** What a client does with a transaction that failed. */
    public enum OnError {
        /** Counts it and goes on with the next: behind PgBouncer there must be none. */
        FAIL,
        /**
         * Opens a new connection, looks whether the transaction had committed all the same, and makes it again if not: a client
         * without a proxy. The failed attempts are counted apart.
         */
        RETRY
    }

    /** A database and who logs in. The JDBC URL may name several hosts with {@code targetServerType=primary}. */
    public record Login(String url, String user, String password) {

        Connection open() throws SQLException {
            var properties = new Properties();
            properties.setProperty("user", user);
            properties.setProperty("password", password);
            // what a pool in transaction mode needs, unless the URL asks for prepared statements
            properties.setProperty("prepareThreshold", "0");
            properties.setProperty("ApplicationName", "writer");
            return DriverManager.getConnection(url, properties);
        }

        @Override
        public String toString() {
            return "Login[" + url + ", " + user + ", ****]";
        }
    }

    /**
     * How to write.
     *
     * @param rate transactions a second, of all clients together; a client that was stalled does not catch up
     * @param giveUp how long {@link OnError#RETRY} tries one transaction, and how long {@link #stop} waits for those under way
     * @param ledger the file to which the ledger is appended, none to keep it in memory alone
     */
    public record Options(
            Login login, int clients, double rate, OnError onError, Duration giveUp, Optional<Path> ledger) {

        /** Eight clients, 200 transactions a second, every failure counted, the ledger in memory. */
        public static Options at(String url, String user, String password) {
            return new Options(
                    new Login(url, user, password), 8, 200, OnError.FAIL, Duration.ofSeconds(60), Optional.empty());
        }

        public Options clients(int count) {
            return new Options(login, count, rate, onError, giveUp, ledger);
        }

        public Options rate(double perSecond) {
            return new Options(login, clients, perSecond, onError, giveUp, ledger);
        }

        public Options onError(OnError what) {
            return new Options(login, clients, rate, what, giveUp, ledger);
        }

        public Options giveUp(Duration after) {
            return new Options(login, clients, rate, onError, after, ledger);
        }

        public Options ledger(Path file) {
            return new Options(login, clients, rate, onError, giveUp, Optional.of(file));
        }
    }

    /** The n-th transaction of a client in a run of the writer. */
    public record Key(String run, int client, long n) {}

    /** An acknowledged transaction: from its first statement (with {@link OnError#RETRY}: of its first attempt) to its commit. */
    public record Ack(Key key, long beganMicros, long tookMicros) {

        /** When the commit was acknowledged, in microseconds since 1970. */
        public long endedMicros() {
            return beganMicros + tookMicros;
        }
    }

    /** What became of a transaction that was not acknowledged. */
    public enum Trouble {
        /** It is not in the database, surely. */
        FAILED,
        /** The connection broke while it committed: it may or may not be in the database. */
        IN_DOUBT,
        /** An attempt failed, the transaction was made again. */
        RETRIED
    }

    /** A failure with its SQLSTATE, empty if there was none. */
    public record Failure(Trouble trouble, Key key, Instant at, String sqlState, String message) {}

    /** From this moment the clients saw this server; the port is 0 where the server listens on a socket file. */
    public record Sighting(Instant at, String version, int port) {}

    /** The longest that one client waited for one transaction, or all of them for any. */
    public record Stall(Instant from, double millis) {

        static final Stall NONE = new Stall(Instant.EPOCH, 0);
    }

    /** What the writer went through; latencies in milliseconds, without the time a client waited for its turn; the worst 50 failures. */
    public record Report(
            long acknowledged,
            long failed,
            long inDoubt,
            long retriedAttempts,
            double perSecond,
            double medianMillis,
            double p99Millis,
            Stall longestStall,
            Stall longestSilence,
            List<Sighting> servers,
            List<Failure> failures) {}

    /**
     * The ledger compared with the rows on a server.
     *
     * @param lost acknowledged and absent
     * @param doubled on the server more than once
     * @param invented on the server, neither acknowledged nor in doubt
     * @param altered on the server with another amount or payload than was written
     * @param torn half of a transaction: a ledger row without its ticket or the reverse
     * @param wrongBalances clients whose balance is not the sum of their ledger rows
     * @param committedInDoubt transactions in doubt that are on the server
     * @param examples some of what is wrong
     */
    public record Verdict(
            long acknowledged,
            long failed,
            long inDoubt,
            long committedInDoubt,
            long lost,
            long doubled,
            long invented,
            long altered,
            long torn,
            long wrongBalances,
            List<String> examples) {

        /** Every acknowledged commit is on the server exactly once, and nothing else is. */
        public boolean exact() {
            return lost + doubled + invented + altered + torn + wrongBalances == 0;
        }
    }

    private final Options options;
    private final Ledger ledger;
    private final boolean shop;
    private final List<Client> clients = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final long startedNanos = System.nanoTime();
    private final Instant started = Instant.now();

    private Writer(Options options) throws SQLException {
        this.options = options;
        try (var connection = options.login().open()) {
            if (!exists(connection, "writer.ledger")) {
                throw new IllegalStateException("no table writer.ledger at "
                        + options.login().url() + ": load schema/writer.sql there before a writer starts");
            }
            shop = exists(connection, "shop.orders");
            ledger = new Ledger(UUID.randomUUID().toString().substring(0, 8), options.ledger());
            openBalances(connection);
        }
        for (int client = 0; client < options.clients(); client++) {
            clients.add(new Client(client));
        }
    }

    /**
     * Opens a balance for every client and lets them write until {@link #stop}.
     *
     * @throws IllegalStateException if the server cannot be reached or lacks the tables of schema/writer.sql
     */
    public static Writer start(Options options) {
        try {
            var writer = new Writer(options);
            writer.clients.forEach(Thread::start);
            return writer;
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the writer cannot start at " + options.login().url() + ": " + e.getMessage(), e);
        }
    }

    /** Lets every client end its transaction, closes the connections and the ledger; once stopped, only reports. */
    public Report stop() {
        stopping.countDown();
        long deadline = System.nanoTime() + options.giveUp().toNanos();
        clients.forEach(client -> client.end(deadline));
        ledger.close();
        return report();
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** Commits acknowledged so far. */
    public long acknowledged() {
        return ledger.acknowledged.get();
    }

    /** What happened so far. */
    public Report report() {
        return ledger.report();
    }

    /** The ledger in memory; it grows while the clients write. */
    public Ledger ledger() {
        return ledger;
    }

    /** Compares this writer's ledger with the rows that the server has now. Stop first: rows on their way count as invented. */
    public Verdict verify(String url, String user, String password) {
        return verify(new Login(url, user, password), ledger);
    }

    /**
     * Compares a ledger with the rows that the server has now.
     *
     * @throws IllegalStateException if the server cannot be asked
     */
    public static Verdict verify(Login login, Ledger ledger) {
        try (var connection = login.open()) {
            return new Examiner(connection, ledger).verdict();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot verify at " + login.url() + ": " + e.getMessage(), e);
        }
    }

    private void openBalances(Connection connection) throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO writer.balance (run, client) VALUES (?, ?)")) {
            for (int client = 0; client < options.clients(); client++) {
                bind(insert, ledger.run, client).executeUpdate();
            }
        }
    }

    private long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, started) + (System.nanoTime() - startedNanos) / 1000;
    }

    /** One client: a thread, its connection, its place in the schedule. */
    private final class Client extends Thread {

        private final int number;
        private Optional<Connection> connection = Optional.empty();
        private volatile boolean committing;

        Client(int number) {
            super("writer-" + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            long interval = (long) (options.clients() * 1e9 / options.rate());
            long next = System.nanoTime() + interval * number / options.clients();
            for (long n = 1; waitFor(next); n++) {
                write(new Key(ledger.run, number, n));
                next = Math.max(next + interval, System.nanoTime());
            }
            disconnect();
        }

        private boolean waitFor(long turn) {
            try {
                return !stopping.await(turn - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                return false;
            }
        }

        /** Waits for the transaction under way; past the deadline its connection is cut, which leaves it in doubt. */
        void end(long deadline) {
            try {
                join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                if (isAlive()) {
                    interrupt();
                    synchronized (this) {
                        if (connection.isPresent()) {
                            connection.get().abort(Runnable::run);
                        }
                    }
                    join(5000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SQLException e) {
                throw new IllegalStateException("cannot cut the connection of " + getName(), e);
            }
        }

        private void write(Key key) {
            long began = micros();
            boolean inDoubt = false;
            String lastState = "none yet";
            while (true) {
                committing = false;
                try {
                    var open = connected();
                    if (!(inDoubt && committed(open, key))) {
                        make(open, key);
                    }
                    ledger.acknowledge(new Ack(key, began, micros() - began));
                    return;
                } catch (SQLException e) {
                    disconnect();
                    inDoubt |= mayHaveCommitted(e);
                    if (isLast(e, began)) {
                        ledger.fail(failure(inDoubt ? Trouble.IN_DOUBT : Trouble.FAILED, key, e));
                        return;
                    }
                    ledger.retry(failure(Trouble.RETRIED, key, e), !lastState.equals(state(e)));
                    lastState = state(e);
                    LockSupport.parkNanos(20_000_000);
                }
            }
        }

        private Failure failure(Trouble trouble, Key key, SQLException e) {
            return new Failure(trouble, key, Instant.now(), state(e), String.valueOf(e.getMessage()));
        }

        /**
         * A commit that ended without an answer may have happened. So may an earlier attempt whose key is taken now: the server
         * was still committing it when we looked.
         */
        private boolean mayHaveCommitted(SQLException e) {
            boolean broken = state(e).isEmpty() || state(e).startsWith("08") || state(e).startsWith("57P");
            return committing && broken || isTaken(e);
        }

        private boolean isTaken(SQLException e) {
            return state(e).equals("23505") && String.valueOf(e.getMessage()).contains("\"ledger_once\"");
        }

        private boolean isLast(SQLException e, long began) {
            boolean hopeless = state(e).startsWith("22") || state(e).startsWith("23") && !isTaken(e);
            boolean late = micros() - began > options.giveUp().toNanos() / 1000;
            return options.onError() == OnError.FAIL || hopeless || late || isInterrupted();
        }

        private Connection connected() throws SQLException {
            if (connection.isEmpty()) {
                var opened = options.login().open();
                opened.setAutoCommit(false);
                synchronized (this) {
                    connection = Optional.of(opened);
                }
            }
            return connection.get();
        }

        private void disconnect() {
            connection.ifPresent(Writer::closeQuietly);
            synchronized (this) {
                connection = Optional.empty();
            }
        }

        private void make(Connection open, Key key) throws SQLException {
            var server = insertLedger(open, key);
            execute(
                    open,
                    "UPDATE writer.balance SET total = total + ?, transactions = transactions + 1 WHERE run = ? AND client = ?",
                    amount(key),
                    key.run(),
                    key.client());
            if (hasTicket(key.n())) {
                execute(
                        open,
                        "INSERT INTO writer.ticket (number, run, client, n) VALUES (nextval('writer.ticket_number'), ?, ?, ?)",
                        key.run(),
                        key.client(),
                        key.n());
            }
            if (key.n() % 5 == 0) {
                execute(
                        open,
                        "INSERT INTO writer.parked (run, client, n, note) VALUES (?, ?, ?, 'waits')",
                        key.run(),
                        key.client(),
                        key.n());
                execute(
                        open,
                        "DELETE FROM writer.parked WHERE run = ? AND client = ? AND n = ?",
                        key.run(),
                        key.client(),
                        key.n() - 10);
            }
            if (shop && key.n() % 4 == 0) {
                placeOrder(open, key);
            }
            committing = true;
            open.commit();
            ledger.see(server);
        }

        private Sighting insertLedger(Connection open, Key key) throws SQLException {
            try (var insert = open.prepareStatement("INSERT INTO writer.ledger (run, client, n, amount, payload)"
                    + " VALUES (?, ?, ?, ?, ?) RETURNING current_setting('server_version'), inet_server_port()")) {
                bind(insert, key.run(), key.client(), key.n(), amount(key), payload(key));
                try (var row = insert.executeQuery()) {
                    row.next();
                    return new Sighting(Instant.now(), row.getString(1).split(" ")[0], row.getInt(2));
                }
            }
        }

        /** Two lines of an order; the one product row it updates is locked last, so clients never wait for each other in a ring. */
        private void placeOrder(Connection open, Key key) throws SQLException {
            long product = 1 + Math.floorMod(amount(key) * 31, 2000);
            execute(
                    open,
                    "WITH o AS (INSERT INTO shop.orders (customer_id, invoice) VALUES (?, nextval('shop.invoice_number')) RETURNING id)"
                            + " INSERT INTO shop.order_lines (order_id, line, product_id, quantity, price)"
                            + " SELECT o.id, l, p.id, 1, p.price FROM o, generate_series(1, 2) AS l JOIN shop.products AS p ON p.id = ?",
                    1 + Math.floorMod(amount(key) * 17, 20000),
                    product);
            execute(open, "UPDATE shop.products SET stock = stock - 2 WHERE id = ?", product);
        }

        private boolean committed(Connection open, Key key) throws SQLException {
            try (var select =
                    open.prepareStatement("SELECT 1 FROM writer.ledger WHERE run = ? AND client = ? AND n = ?")) {
                bind(select, key.run(), key.client(), key.n());
                try (var row = select.executeQuery()) {
                    boolean found = row.next();
                    open.rollback();
                    return found;
                }
            }
        }
    }

    /** Everything that was acknowledged and everything that was not, in memory and, line by line, in a file. */
    public static final class Ledger {

        private final String run;
        private final Optional<BufferedWriter> file;
        private final AtomicLong acknowledged = new AtomicLong();
        private final List<Ack> acks = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<Sighting> servers = new ArrayList<>();
        private final Set<String> runs = new LinkedHashSet<>();
        private long retries;

        private Ledger(String run, Optional<Path> path) {
            this.run = run;
            this.file = path.map(Ledger::open);
            runs.add(run);
            line("run", run);
        }

        private Ledger(Path path) throws IOException {
            this.run = "";
            this.file = Optional.empty();
            for (String line : Files.readAllLines(path)) {
                read(line.split("\t", -1));
            }
        }

        /** The ledger that a writer left in this file, of all its runs. */
        public static Ledger read(Path path) {
            try {
                return new Ledger(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the ledger " + e.getMessage(), e);
            }
        }

        private static BufferedWriter open(Path path) {
            try {
                return Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the ledger " + path, e);
            }
        }

        private void read(String[] word) {
            switch (word[0]) {
                case "run" -> runs.add(word[1]);
                case "ack" -> acks.add(new Ack(key(word), Long.parseLong(word[4]), Long.parseLong(word[5])));
                case "server" -> servers.add(new Sighting(Instant.parse(word[1]), word[2], Integer.parseInt(word[3])));
                default ->
                    failures.add(
                            new Failure(Trouble.valueOf(word[0]), key(word), Instant.parse(word[4]), word[5], word[6]));
            }
        }

        private static Key key(String[] word) {
            return new Key(word[1], Integer.parseInt(word[2]), Long.parseLong(word[3]));
        }

        private synchronized void acknowledge(Ack ack) {
            acks.add(ack);
            line("ack", ack.key().run(), ack.key().client(), ack.key().n(), ack.beganMicros(), ack.tookMicros());
            acknowledged.incrementAndGet();
        }

        private synchronized void fail(Failure failure) {
            failures.add(failure);
            var key = failure.key();
            line(
                    failure.trouble().name(),
                    key.run(),
                    key.client(),
                    key.n(),
                    failure.at(),
                    failure.sqlState(),
                    failure.message().replaceAll("\\s+", " "));
        }

        /** Counts a failed attempt; only the first of a row of alike ones is written down, a server is down for many. */
        private synchronized void retry(Failure failure, boolean first) {
            retries++;
            if (first) {
                fail(failure);
            }
        }

        private synchronized void see(Sighting server) {
            if (servers.isEmpty() || !isSame(servers.get(servers.size() - 1), server)) {
                servers.add(server);
                line("server", server.at(), server.version(), server.port());
            }
        }

        private static boolean isSame(Sighting one, Sighting other) {
            return one.version().equals(other.version()) && one.port() == other.port();
        }

        private void line(Object... words) {
            file.ifPresent(out -> {
                try {
                    out.write(Arrays.stream(words).map(String::valueOf).collect(Collectors.joining("\t")) + "\n");
                    out.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot write the ledger", e);
                }
            });
        }

        private synchronized void close() {
            file.ifPresent(out -> {
                try {
                    out.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot close the ledger", e);
                }
            });
        }

        /** What is written here, counted and measured. */
        public synchronized Report report() {
            long[] took = acks.stream().mapToLong(Ack::tookMicros).sorted().toArray();
            return new Report(
                    acks.size(),
                    count(Trouble.FAILED),
                    count(Trouble.IN_DOUBT),
                    Math.max(retries, count(Trouble.RETRIED)),
                    perSecond(),
                    quantile(took, 0.5),
                    quantile(took, 0.99),
                    longest(acks),
                    silence(),
                    List.copyOf(servers),
                    failures.stream()
                            .sorted(Comparator.comparing(Failure::trouble))
                            .limit(50)
                            .toList());
        }

        /** The longest that a client waited for a transaction which was under way at some time within this window. */
        public synchronized Stall stallAround(Instant at, Duration window) {
            long from = ChronoUnit.MICROS.between(Instant.EPOCH, at.minus(window));
            long to = ChronoUnit.MICROS.between(Instant.EPOCH, at.plus(window));
            return longest(acks.stream()
                    .filter(ack -> ack.beganMicros() <= to && ack.endedMicros() >= from)
                    .toList());
        }

        private long count(Trouble trouble) {
            return failures.stream()
                    .filter(failure -> failure.trouble() == trouble)
                    .count();
        }

        private double perSecond() {
            var summary = acks.stream().mapToLong(Ack::endedMicros).summaryStatistics();
            return acks.size() < 2 ? 0 : round(acks.size() * 1e6 / (summary.getMax() - summary.getMin()));
        }

        private static double quantile(long[] sorted, double quantile) {
            return sorted.length == 0 ? 0 : round(sorted[(int) (quantile * (sorted.length - 1))] / 1000.0);
        }

        private static Stall longest(Collection<Ack> acks) {
            return acks.stream()
                    .max(Comparator.comparingLong(Ack::tookMicros))
                    .map(ack -> stall(ack.beganMicros(), ack.tookMicros()))
                    .orElse(Stall.NONE);
        }

        private Stall silence() {
            long[] ends = acks.stream().mapToLong(Ack::endedMicros).sorted().toArray();
            int widest = 1;
            for (int i = 2; i < ends.length; i++) {
                widest = ends[i] - ends[i - 1] > ends[widest] - ends[widest - 1] ? i : widest;
            }
            return ends.length < 2 ? Stall.NONE : stall(ends[widest - 1], ends[widest] - ends[widest - 1]);
        }

        private static Stall stall(long fromMicros, long micros) {
            return new Stall(Instant.EPOCH.plus(fromMicros, ChronoUnit.MICROS), round(micros / 1000.0));
        }
    }

    /** Compares a ledger with the tables, in one snapshot. */
    private static final class Examiner {

        private final Connection connection;
        private final Ledger ledger;
        private final Set<Key> acknowledged;
        private final Set<Key> inDoubt;
        private final List<String> examples = new ArrayList<>();
        private final String[] runs;

        Examiner(Connection connection, Ledger ledger) {
            this.connection = connection;
            this.ledger = ledger;
            synchronized (ledger) {
                acknowledged = ledger.acks.stream().map(Ack::key).collect(Collectors.toSet());
                inDoubt = ledger.failures.stream()
                        .filter(failure -> failure.trouble() == Trouble.IN_DOUBT)
                        .map(Failure::key)
                        .collect(Collectors.toSet());
                runs = ledger.runs.toArray(String[]::new);
            }
        }

        Verdict verdict() throws SQLException {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var rows = new HashMap<Key, Integer>();
            long altered = readLedger(rows);
            var lost = new HashSet<>(acknowledged);
            lost.removeAll(rows.keySet());
            var doubled = new HashSet<>(rows.keySet());
            doubled.removeIf(key -> rows.get(key) == 1);
            var invented = new HashSet<>(rows.keySet());
            invented.removeAll(acknowledged);
            invented.removeAll(inDoubt);
            inDoubt.retainAll(rows.keySet());
            show("lost", lost);
            show("doubled", doubled);
            show("invented", invented);
            var report = ledger.report();
            return new Verdict(
                    acknowledged.size(),
                    report.failed(),
                    report.inDoubt(),
                    inDoubt.size(),
                    lost.size(),
                    doubled.size(),
                    invented.size(),
                    altered,
                    torn(),
                    wrongBalances(),
                    List.copyOf(examples));
        }

        private long readLedger(Map<Key, Integer> rows) throws SQLException {
            long altered = 0;
            try (var select = connection.prepareStatement(
                    "SELECT run, client, n, amount, payload FROM writer.ledger WHERE run = ANY (?)")) {
                select.setArray(1, connection.createArrayOf("text", runs));
                select.setFetchSize(10_000);
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        var key = new Key(row.getString(1), row.getInt(2), row.getLong(3));
                        rows.merge(key, 1, Integer::sum);
                        boolean ours = acknowledged.contains(key) || inDoubt.contains(key);
                        if (ours
                                && (row.getLong(4) != amount(key)
                                        || !row.getString(5).equals(payload(key)))) {
                            altered++;
                            show("altered", Set.of(key));
                        }
                    }
                }
            }
            return altered;
        }

        private long torn() throws SQLException {
            return count("torn", """
                    SELECT coalesce(l.run, t.run), coalesce(l.client, t.client), coalesce(l.n, t.n)
                    FROM (SELECT * FROM writer.ledger WHERE run = ANY (?)) AS l
                    FULL JOIN (SELECT * FROM writer.ticket WHERE run = ANY (?)) AS t USING (run, client, n)
                    WHERE (l.n % 3 = 0) IS DISTINCT FROM (t.number IS NOT NULL)""");
        }

        private long wrongBalances() throws SQLException {
            return count("wrong balance", """
                    SELECT run, client, coalesce(b.transactions, -1)
                    FROM (SELECT run, client, sum(amount) AS total, count(*) AS transactions
                          FROM writer.ledger WHERE run = ANY (?) GROUP BY run, client) AS l
                    FULL JOIN (SELECT * FROM writer.balance WHERE run = ANY (?)) AS b USING (run, client)
                    WHERE coalesce(l.total, 0) IS DISTINCT FROM b.total
                       OR coalesce(l.transactions, 0) IS DISTINCT FROM b.transactions""");
        }

        private long count(String what, String sql) throws SQLException {
            var found = new ArrayList<Key>();
            try (var select = connection.prepareStatement(sql)) {
                select.setArray(1, connection.createArrayOf("text", runs));
                select.setArray(2, connection.createArrayOf("text", runs));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found.add(new Key(row.getString(1), row.getInt(2), row.getLong(3)));
                    }
                }
            }
            show(what, found);
            return found.size();
        }

        private void show(String what, Collection<Key> keys) {
            keys.stream()
                    .limit(5)
                    .filter(key -> examples.size() < 20)
                    .forEach(key -> examples.add(
                            what + ": run " + key.run() + ", client " + key.client() + ", transaction " + key.n()));
        }
    }

    // what the n-th transaction writes follows from its key alone, so a changed row is found as well as a missing one

    private static boolean hasTicket(long n) {
        return n % 3 == 0;
    }

    private static long amount(Key key) {
        return (key.n() * 7919 + key.client() * 104_729L) % 2001 - 1000;
    }

    private static String payload(Key key) {
        return key.run() + "/" + key.client() + "/" + key.n() + " " + "ñ…'\\\t".repeat((int) (key.n() % 20));
    }

    private static boolean exists(Connection connection, String table) throws SQLException {
        try (var select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            try (var row = bind(select, table).executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, values).executeUpdate();
        }
    }

    private static PreparedStatement bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // it is broken, and that was recorded where it broke
        }
    }

    private static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    // ---- the command line ----

    private static final String USAGE = """
            Writer.java [write] --url URL --user USER [--password-file FILE | PGPASSWORD] --ledger FILE
                [--clients 8] [--rate 200] [--errors fail|retry] [--give-up SECONDS]
                [--seconds N] [--stop-file FILE] [--report FILE]
              writes until the seconds are over, the stop file exists or SIGTERM; prints its report as JSON
            Writer.java verify --url URL --user USER [--password-file FILE | PGPASSWORD] --ledger FILE
              compares the ledger with the server; prints the verdict as JSON; exit 1 unless it is exact
            Writer.java report --ledger FILE [--around 2027-01-31T12:00:00Z [--window SECONDS]]
              prints the report of a ledger, or the longest stall of a client around a time""";

    /** Runs a command, see {@code --help}; exit code 0 well, 1 something was lost or failed, 2 usage or no server. */
    public static void main(String[] args) {
        try {
            command(args);
        } catch (IOException | InterruptedException | IllegalStateException | UncheckedIOException e) {
            System.err.println("writer: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void command(String[] args) throws IOException, InterruptedException {
        boolean named = args.length > 0 && !args[0].startsWith("--");
        var flags = flags(Arrays.asList(args).subList(named ? 1 : 0, args.length));
        switch (named ? args[0] : "write") {
            case "write" -> write(flags);
            case "verify" -> verify(flags);
            case "report" -> report(flags);
            default -> usage("unknown command " + args[0]);
        }
    }

    private static Map<String, String> flags(List<String> words) {
        var flags = new LinkedHashMap<String, String>();
        for (int i = 0; i < words.size(); i += 2) {
            if (!words.get(i).startsWith("--") || i + 1 == words.size()) {
                usage(words.get(i).equals("--help") ? "" : "wrong or incomplete: " + words.get(i));
            }
            flags.put(words.get(i).substring(2), words.get(i + 1));
        }
        return flags;
    }

    private static void usage(String problem) {
        System.err.println((problem.isEmpty() ? "" : problem + "\n") + USAGE);
        System.exit(problem.isEmpty() ? 0 : 2);
    }

    private static String need(Map<String, String> flags, String name) {
        if (!flags.containsKey(name)) {
            usage("--" + name + " is missing");
        }
        return flags.get(name);
    }

    private static Login login(Map<String, String> flags) throws IOException {
        String password = flags.containsKey("password-file")
                ? Files.readString(Path.of(flags.get("password-file"))).strip()
                : System.getenv().getOrDefault("PGPASSWORD", "");
        return new Login(need(flags, "url"), need(flags, "user"), password);
    }

    private static void write(Map<String, String> flags) throws IOException, InterruptedException {
        var options = new Options(
                login(flags),
                Integer.parseInt(flags.getOrDefault("clients", "8")),
                Double.parseDouble(flags.getOrDefault("rate", "200")),
                OnError.valueOf(flags.getOrDefault("errors", "fail").toUpperCase()),
                Duration.ofSeconds(Long.parseLong(flags.getOrDefault("give-up", "60"))),
                Optional.of(Path.of(need(flags, "ledger"))));
        var writer = start(options);
        var told = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (told.compareAndSet(false, true)) {
                tell(writer.stop(), flags);
            }
        }));
        long end = System.nanoTime()
                + TimeUnit.SECONDS.toNanos(Long.parseLong(flags.getOrDefault("seconds", "1000000000")));
        var stopFile = Optional.ofNullable(flags.get("stop-file")).map(Path::of);
        while (System.nanoTime() < end && stopFile.filter(Files::exists).isEmpty()) {
            Thread.sleep(50);
        }
        var report = writer.stop();
        if (told.compareAndSet(false, true)) {
            tell(report, flags);
        }
        System.exit(report.failed() + report.inDoubt() == 0 ? 0 : 1);
    }

    private static void tell(Report report, Map<String, String> flags) {
        String json = json(report);
        System.out.println(json);
        try {
            if (flags.containsKey("report")) {
                Files.writeString(Path.of(flags.get("report")), json + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report", e);
        }
    }

    private static void verify(Map<String, String> flags) throws IOException {
        var verdict = verify(login(flags), Ledger.read(Path.of(need(flags, "ledger"))));
        System.out.println(json(verdict));
        System.exit(verdict.exact() ? 0 : 1);
    }

    private static void report(Map<String, String> flags) {
        var ledger = Ledger.read(Path.of(need(flags, "ledger")));
        var window = Duration.ofSeconds(Long.parseLong(flags.getOrDefault("window", "5")));
        System.out.println(
                flags.containsKey("around")
                        ? json(ledger.stallAround(Instant.parse(flags.get("around")), window))
                        : json(ledger.report()));
    }

    /** JSON of numbers, texts, lists and records: enough for what this file prints. */
    private static String json(Object value) {
        if (value instanceof Number) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Writer::json).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Record) {
            return Arrays.stream(value.getClass().getRecordComponents())
                    .map(part -> '"' + part.getName() + "\": " + json(part(value, part)))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return '"' + escape(value.toString()) + '"';
    }

    private static Object part(Object value, RecordComponent part) {
        try {
            return part.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ");
    }
}
