package io.pgbaton.cli.text;

import io.pgbaton.engine.Status;
import java.util.ArrayList;
import java.util.List;

/** Where a run stands, in one line: phase, step, tables, bytes, rate, time left, lag. */
public final class StatusLine {
    private final Pace pace = new Pace();

    /** The line for a status that was asked for at {@code nanos}. */
    public String of(Status status, long nanos) {
        List<String> parts = new ArrayList<>();
        parts.add(status.phase() + (status.step() == null ? "" : " " + status.step()));
        Totals totals = Totals.of(status.databases());
        if (totals.tables() != null && totals.tablesReady() != null) {
            parts.add(totals.tablesReady() + "/" + Amount.count(totals.tables(), "table"));
        }
        if (totals.bytesCopied() != null) {
            copied(parts, totals, nanos);
        }
        if (totals.lagBytes() != null) {
            parts.add("lag " + Amount.bytes(totals.lagBytes()));
        }
        if (status.pauseRequested()) {
            parts.add("pause requested");
        }
        return String.join(" · ", parts);
    }

    private void copied(List<String> parts, Totals totals, long nanos) {
        long done = totals.bytesCopied();
        pace.sample(nanos, done);
        if (totals.copied() || totals.bytesTotal() == null) {
            parts.add(Amount.bytes(done));
            return;
        }
        // Sizes on two majors differ a little, so that the copy may seem to be larger than its original.
        long total = Math.max(done, totals.bytesTotal());
        parts.add(Amount.bytes(done) + " of " + Amount.bytes(total));
        if (pace.rate() >= 1) {
            parts.add(Amount.bytes((long) pace.rate()) + "/s");
            pace.left(total - done).map(Amount::time).ifPresent(time -> parts.add(time + " left"));
        }
    }
}
