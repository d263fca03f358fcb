package io.pgbaton.bench;

import io.pgbaton.bench.Ledger.Trouble;
import java.util.List;

/**
 * What became of every transaction.
 *
 * @param failed never acknowledged
 * @param errors attempts that ended with an error and were made again
 * @param refused connections that no server accepted
 * @param lost acknowledged and absent
 * @param doubled there more than once
 * @param invented there although no client wrote it
 * @param wrong balances that are not the sum of what was written, and rows that differ between the two servers; in words
 */
record Verdict(
        long acknowledged,
        long failed,
        long errors,
        long refused,
        long lost,
        long doubled,
        long invented,
        List<String> wrong) {

    static Verdict of(Ledger ledger, Rows rows, List<String> wrong) {
        return new Verdict(
                ledger.acks().size(),
                ledger.count(Trouble.FAILED),
                ledger.count(Trouble.ERROR),
                ledger.count(Trouble.REFUSED),
                rows.lost(),
                rows.doubled(),
                rows.invented(),
                wrong);
    }

    boolean rowsEqual() {
        return wrong.isEmpty();
    }

    boolean exact() {
        return failed + lost + doubled + invented == 0 && rowsEqual();
    }
}
