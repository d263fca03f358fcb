package io.pgbaton.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What the clients went through. It is kept in memory while they write, and written to a file when they have stopped: a log
 * would cost what is measured.
 */
final class Ledger {

    /** An acknowledged transaction; the times are microseconds, began counts from 1970. */
    record Ack(int client, long n, long beganMicros, int tookMicros) {

        long endedMicros() {
            return beganMicros + tookMicros;
        }
    }

    /** What did not go well. */
    enum Trouble {
        /** A transaction that was never acknowledged. */
        FAILED,
        /** An attempt that ended with an error; the transaction was tried again. */
        ERROR,
        /** No server let the client in. */
        REFUSED
    }

    /** One trouble of a client with its SQLSTATE. */
    record Failure(Trouble trouble, int client, long n, long atMicros, String sqlState, String message) {}

    /** What one client wrote down; only this client's thread writes. */
    static final class Page {
        private final int client;
        private long[] numbers = new long[1 << 14];
        private long[] began = new long[1 << 14];
        private int[] took = new int[1 << 14];
        private int size;
        private final List<Failure> failures = new ArrayList<>();

        Page(int client) {
            this.client = client;
        }

        void acknowledge(long n, long beganMicros, long tookMicros) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
                began = Arrays.copyOf(began, 2 * size);
                took = Arrays.copyOf(took, 2 * size);
            }
            numbers[size] = n;
            began[size] = beganMicros;
            took[size] = Math.toIntExact(tookMicros);
            size++;
        }

        void fail(Trouble trouble, long n, long atMicros, String sqlState, String message) {
            failures.add(new Failure(trouble, client, n, atMicros, sqlState, message));
        }
    }

    private final List<Ack> acks = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();

    List<Ack> acks() {
        return acks;
    }

    List<Failure> failures() {
        return failures;
    }

    long count(Trouble trouble) {
        return failures.stream().filter(failure -> failure.trouble() == trouble).count();
    }

    static void write(Path file, Collection<Page> pages) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Page page : pages) {
                for (int i = 0; i < page.size; i++) {
                    out.write("ACK\t" + page.client + "\t" + page.numbers[i] + "\t" + page.began[i] + "\t"
                            + page.took[i] + "\n");
                }
                for (Failure failure : page.failures) {
                    out.write(failure.trouble() + "\t" + failure.client() + "\t" + failure.n() + "\t"
                            + failure.atMicros() + "\t" + failure.sqlState() + "\t"
                            + failure.message().replaceAll("\\s+", " ") + "\n");
                }
            }
        }
    }

    static Ledger read(Path file) throws IOException {
        var ledger = new Ledger();
        try (var lines = Files.lines(file)) {
            lines.map(line -> line.split("\t", -1)).forEach(ledger::add);
        }
        return ledger;
    }

    private void add(String[] word) {
        int client = Integer.parseInt(word[1]);
        long n = Long.parseLong(word[2]);
        long at = Long.parseLong(word[3]);
        if (word[0].equals("ACK")) {
            acks.add(new Ack(client, n, at, Integer.parseInt(word[4])));
        } else {
            failures.add(new Failure(Trouble.valueOf(word[0]), client, n, at, word[4], word[5]));
        }
    }
}
