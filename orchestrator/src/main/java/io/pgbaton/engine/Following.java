package io.pgbaton.engine;

import io.pgbaton.postgres.Identifier;
import io.pgbaton.postgres.Reader;
import io.pgbaton.postgres.Row;
import io.pgbaton.postgres.Stream;
import java.time.Duration;
import java.util.List;

/**
 * How far the subscriber of a stream is. It confirms a position only when every transaction that commits before it is applied
 * and durable (DOMAIN D.3), so that whatever was seen on the publisher before the position is on the subscriber.
 */
final class Following {
    private static final Duration ASKING = Duration.ofSeconds(30);
    private static final Duration RHYTHM = Duration.ofMillis(20);
    private final Reader publisher;
    private final Stream stream;
    private final Clock clock;
    private final Duration patience;

    Following(Reader publisher, Stream stream, Clock clock, Duration patience) {
        this.publisher = publisher;
        this.stream = stream;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * A position behind everything that could be seen on the publisher until now. It is that of a message without a word in the
     * log, which nobody is sent: a subscriber confirms at once what something follows, and only now and then what is the last.
     */
    String position() {
        return publisher
                .query("SELECT pg_catalog.pg_logical_emit_message(true, 'pgbaton', '')::text AS lsn", ASKING)
                .get(0)
                .text("lsn");
    }

    /** Waits until the subscriber has everything before the position; throws {@link StepFailed} if it takes too long. */
    void await(String position) {
        waitUntil(
                "SELECT confirmed_flush_lsn >= " + Identifier.literal(position) + "::pg_catalog.pg_lsn AS reached"
                        + slot(),
                "has not confirmed " + position);
    }

    /** Waits until the subscriber is behind by no more than this many bytes of log. */
    void awaitLag(long bytes) {
        String question = "SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), confirmed_flush_lsn) <= "
                + bytes + " AS reached" + slot();
        waitUntil(question, "is behind by more than " + bytes + " bytes");
    }

    private String slot() {
        return " FROM pg_catalog.pg_replication_slots WHERE slot_name = "
                + Identifier.literal(stream.slot().name());
    }

    private void waitUntil(String question, String otherwise) {
        long start = clock.nanos();
        while (true) {
            List<Row> rows = publisher.query(question, ASKING);
            if (rows.isEmpty()) {
                throw new StepFailed("the replication slot " + stream.slot().name() + " is not there, so that the "
                        + stream.subscriber().word() + " does not follow");
            }
            if (rows.get(0).flag("reached")) {
                return;
            }
            if (clock.nanos() - start > patience.toNanos()) {
                throw new StepFailed("the " + stream.subscriber().word() + " " + otherwise + " within "
                        + patience.toSeconds()
                        + " s (compare.patience); look with pgbaton status whether it follows, and compare again: what"
                        + " was compared is kept");
            }
            clock.pause(RHYTHM);
        }
    }
}
