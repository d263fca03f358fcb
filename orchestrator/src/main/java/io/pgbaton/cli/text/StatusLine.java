package io.pgbaton.cli.text;

import io.pgbaton.engine.Status;
import java.util.ArrayList;
import java.util.List;

/** Where a run stands, in one line: phase, step, tables, bytes or indexes, rate, time left, lag. */
public final class StatusLine {
    private static final String BUILDING = "build-indexes";

    private final Pace copying = new Pace();
    private final Pace indexing = new Pace();

    /** The line for a status that was asked for at {@code nanos}. */
    public String of(Status status, long nanos) {
        List<String> parts = new ArrayList<>();
        parts.add(status.phase() + (status.step() == null ? "" : " " + status.step()));
        Totals totals = Totals.of(status.databases());
        if (totals.tables() != null && totals.tablesReady() != null) {
            parts.add(totals.tablesReady() + "/" + Amount.count(totals.tables(), "table"));
        }
        if (BUILDING.equals(status.step())) {
            indexed(parts, totals, nanos);
        } else if (totals.bytesCopied() != null) {
            copied(parts, totals, nanos);
        }
        if (!totals.copied() && totals.copyFailures() != null && totals.copyFailures() > 0) {
            parts.add(Amount.failures(totals.copyFailures()));
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
        copying.sample(nanos, done);
        if (totals.copied() || totals.bytesTotal() == null) {
            parts.add(Amount.bytes(done));
        } else {
            parts.add(way(done, totals.bytesTotal()));
            pace(parts, copying, done, totals.bytesTotal());
        }
    }

    /** An index counts once it is built; how far one is that is being built, the server tells. */
    private void indexed(List<String> parts, Totals totals, long nanos) {
        if (totals.indexBytes() != null && totals.indexBytesTotal() != null) {
            indexing.sample(nanos, totals.indexBytes());
            parts.add("indexes " + way(totals.indexBytes(), totals.indexBytesTotal()));
            pace(parts, indexing, totals.indexBytes(), totals.indexBytesTotal());
        }
        parts.addAll(totals.building());
    }

    /** Sizes on two majors differ a little, so that what is made may seem to be larger than its original. */
    private static String way(long done, long total) {
        return Amount.bytes(done) + " of " + Amount.bytes(Math.max(done, total));
    }

    private static void pace(List<String> parts, Pace pace, long done, long total) {
        if (pace.rate() >= 1) {
            parts.add(Amount.bytes((long) pace.rate()) + "/s");
            pace.left(Math.max(0, total - done)).map(Amount::time).ifPresent(time -> parts.add(time + " left"));
        }
    }
}
