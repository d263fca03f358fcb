package io.pgbaton.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** The ledger's transactions and the rows of the server that has the traffic, compared one by one. */
final class Rows {

    private final Map<Integer, BitSet> acknowledged = new HashMap<>();
    private final Map<Integer, BitSet> known = new HashMap<>();
    private final Map<Integer, BitSet> present = new HashMap<>();
    private long doubled;
    private long invented;

    Rows(Ledger ledger) {
        ledger.acks().forEach(ack -> {
            set(acknowledged, ack.client(), ack.n());
            set(known, ack.client(), ack.n());
        });
        // a transaction that failed may be there all the same: it could not be told
        ledger.failures().forEach(failure -> set(known, failure.client(), failure.n()));
    }

    private static boolean set(Map<Integer, BitSet> sets, int client, long n) {
        BitSet numbers = sets.computeIfAbsent(client, any -> new BitSet());
        boolean before = numbers.get((int) n);
        numbers.set((int) n);
        return !before;
    }

    /** Takes the rows of one database in. */
    void read(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var question = connection.createStatement()) {
            question.setFetchSize(10_000);
            try (var row = question.executeQuery(
                    "SELECT client, n FROM bench.history UNION ALL SELECT client, n FROM bench.seqlog")) {
                while (row.next()) {
                    int client = row.getInt(1);
                    long n = row.getLong(2);
                    if (!set(present, client, n)) {
                        doubled++;
                    } else if (!known.getOrDefault(client, new BitSet()).get((int) n)) {
                        invented++;
                    }
                }
            }
        }
        connection.rollback();
    }

    long lost() {
        long lost = 0;
        for (var entry : acknowledged.entrySet()) {
            var absent = (BitSet) entry.getValue().clone();
            absent.andNot(present.getOrDefault(entry.getKey(), new BitSet()));
            lost += absent.cardinality();
        }
        return lost;
    }

    long doubled() {
        return doubled;
    }

    long invented() {
        return invented;
    }
}
