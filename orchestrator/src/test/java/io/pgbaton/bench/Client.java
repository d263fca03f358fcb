package io.pgbaton.bench;

import io.pgbaton.bench.Ledger.Trouble;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One client of the load: a thread, a connection, a place in the schedule. Nineteen of twenty transactions are those of
 * {@code pgbench -N}, four statements one after the other; the twentieth takes a number of a sequence, and fails if that
 * sequence ever falls back.
 */
final class Client extends Thread {

    private static final int EVERY = 20;
    private static final long GIVE_UP_MICROS = 60_000_000;
    /** As the program of a client that has been running for long, logging in is warm. */
    private static final int LOGINS = 10;

    private static final long AGAIN_NANOS = 5_000_000;

    private final Load load;
    private final int number;
    private final String database;
    private final Ledger.Page page;
    private final Random random;
    private @Nullable Connection connection;
    private @Nullable PreparedStatement update;
    private @Nullable PreparedStatement select;
    private @Nullable PreparedStatement insert;
    private @Nullable PreparedStatement ticket;
    private boolean committing;

    Client(Load load, int number, String database) {
        super("client-" + number);
        this.load = load;
        this.number = number;
        this.database = database;
        this.page = new Ledger.Page(number);
        this.random = new Random(number);
        setDaemon(true);
    }

    Ledger.Page page() {
        return page;
    }

    @Override
    public void run() {
        try {
            for (int times = 1; load.tryAgain() && times < LOGINS; times++) {
                connect();
                disconnect();
            }
            connect();
        } catch (SQLException e) {
            // the first transaction tells why
            disconnect();
        }
        load.connected();
        for (long n = 1; load.awaitTurn(number, n); n++) {
            write(n);
            load.count();
        }
        disconnect();
    }

    /** One transaction to its end: acknowledged, or failed. */
    private void write(long n) {
        long began = Load.micros();
        boolean inDoubt = false;
        for (int attempt = 1; ; attempt++) {
            committing = false;
            boolean connected = false;
            try {
                Connection open = connect();
                connected = true;
                if (!(inDoubt && isThere(open, n))) {
                    make(open, n, attempt);
                }
                page.acknowledge(n, began, Load.micros() - began);
                return;
            } catch (SQLException e) {
                inDoubt |= committing;
                String state = e.getSQLState() == null ? "" : e.getSQLState();
                disconnect();
                if (!load.tryAgain() || Load.micros() - began > GIVE_UP_MICROS || state.startsWith("23")) {
                    page.fail(Trouble.FAILED, n, Load.micros(), state, String.valueOf(e.getMessage()));
                    return;
                }
                page.fail(
                        connected ? Trouble.ERROR : Trouble.REFUSED,
                        n,
                        Load.micros(),
                        state,
                        String.valueOf(e.getMessage()));
                if (!connected) {
                    LockSupport.parkNanos(AGAIN_NANOS);
                }
            }
        }
    }

    private void make(Connection open, long n, int attempt) throws SQLException {
        if (n % EVERY == 0) {
            int k = 1 + random.nextInt(load.sequences());
            PreparedStatement statement = prepared(ticket);
            statement.setInt(1, k);
            statement.setString(2, "bench.seq_" + k);
            statement.setInt(3, number);
            statement.setLong(4, n);
            statement.setInt(5, attempt);
            statement.executeUpdate();
        } else {
            int account = 1 + random.nextInt(load.accounts());
            int delta = random.nextInt(10_001) - 5000;
            PreparedStatement first = prepared(update);
            first.setInt(1, delta);
            first.setInt(2, account);
            first.executeUpdate();
            PreparedStatement second = prepared(select);
            second.setInt(1, account);
            second.executeQuery().close();
            PreparedStatement third = prepared(insert);
            third.setInt(1, number);
            third.setLong(2, n);
            third.setInt(3, attempt);
            third.setInt(4, account);
            third.setInt(5, delta);
            third.executeUpdate();
        }
        committing = true;
        open.commit();
    }

    /** Whether the transaction whose commit had no answer has happened; asked of the server that takes writes now. */
    private boolean isThere(Connection open, long n) throws SQLException {
        String table = n % EVERY == 0 ? "bench.seqlog" : "bench.history";
        try (var question = open.createStatement();
                var rows =
                        question.executeQuery("SELECT FROM " + table + " WHERE client = " + number + " AND n = " + n)) {
            boolean found = rows.next();
            open.rollback();
            return found;
        }
    }

    private Connection connect() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = load.login().open(database);
            connection = open;
            open.setAutoCommit(false);
            update = open.prepareStatement("UPDATE bench.accounts SET abalance = abalance + ? WHERE aid = ?");
            select = open.prepareStatement("SELECT abalance FROM bench.accounts WHERE aid = ?");
            insert = open.prepareStatement(
                    "INSERT INTO bench.history (client, n, attempt, aid, delta) VALUES (?, ?, ?, ?, ?)");
            ticket = open.prepareStatement(
                    "INSERT INTO bench.seqlog (k, v, client, n, attempt) VALUES (?, nextval(?::regclass), ?, ?, ?)");
        }
        return open;
    }

    private void disconnect() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // it is broken, and that was written down where it broke
            }
        }
    }

    private static PreparedStatement prepared(@Nullable PreparedStatement statement) {
        if (statement == null) {
            throw new IllegalStateException("not connected");
        }
        return statement;
    }

    /** Waits for the transaction under way. */
    void end() throws InterruptedException {
        join(TimeUnit.SECONDS.toMillis(90));
        if (isAlive()) {
            throw new IllegalStateException(getName() + " hangs in a transaction");
        }
    }
}
