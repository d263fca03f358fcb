package io.pgbaton.engine;

import io.pgbaton.postgres.Drift;
import io.pgbaton.upgrade.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an upgrade stands, as the command line, REST and the page tell it.
 *
 * @param resumesTo the phase that a resume goes back to; null unless PAUSED or STALLED
 * @param step the step under way or interrupted
 * @param allowed the words of the signals that are possible now
 * @param databases live figures; a figure is null where its server could not be asked
 * @param question what a person is asked to do and to confirm, by the process that answers; null if nothing
 * @param owner who works on it now; where the servers were not asked, who did last in a phase with work to do
 * @param around who is connected around the pooler to the server with the traffic, while it is at rest there
 * @param wayBack whether one can go back; null where the traffic is not at rest on a server that the other one follows
 * @param approval whose word it waits for, or who gave it; null where the plan wants none
 * @param switchover the latest switch that let clients through; null before the first one
 */
public record Status(
        String name,
        Phase phase,
        @Nullable Phase resumesTo,
        @Nullable String step,
        List<String> allowed,
        List<Database> databases,
        List<String> around,
        @Nullable WayBack wayBack,
        @Nullable Approval approval,
        @Nullable Switch switchover,
        @Nullable String lastError,
        @Nullable String owner,
        boolean pauseRequested,
        String planPath,
        Instant updatedAt,
        @Nullable String question) {
    /** The same with a question. */
    Status asking(@Nullable String text) {
        return new Status(
                name,
                phase,
                resumesTo,
                step,
                allowed,
                databases,
                around,
                wayBack,
                approval,
                switchover,
                lastError,
                owner,
                pauseRequested,
                planPath,
                updatedAt,
                text);
    }

    /**
     * One database of an upgrade.
     *
     * @param tables how many tables move
     * @param tablesReady how many of them are copied and followed
     * @param bytesCopied size of the tables on the subscriber, in bytes
     * @param bytesTotal size of the tables on the publisher, in bytes
     * @param indexes how far they are built; null but while the upgrade comes in sync
     * @param copyFailures how often copying a table has failed and was begun anew; null where the server does not count it
     * @param lagBytes WAL that the subscriber has not confirmed
     * @param drift what is not alike on both servers, or not as this upgrade made it; null where nobody compared
     */
    public record Database(
            String name,
            @Nullable Long tables,
            @Nullable Long tablesReady,
            @Nullable Long bytesCopied,
            @Nullable Long bytesTotal,
            @Nullable Indexes indexes,
            @Nullable Long copyFailures,
            @Nullable Long lagBytes,
            @Nullable List<Drift> drift) {
        /** Nobody was asked. */
        static Database unasked(String name) {
            return new Database(name, null, null, null, null, null, null, null, null);
        }
    }

    /**
     * The indexes of the tables that move.
     *
     * @param bytes size of those that are built on the subscriber, in bytes
     * @param bytesTotal size of those of the publisher, in bytes
     * @param building those that are being built, each with what the server is at
     */
    public record Indexes(long bytes, long bytesTotal, List<String> building) {}

    /**
     * Where the approval stands.
     *
     * @param waits whether the upgrade does not go on until somebody approves
     * @param digest what was approved, or, while it waits, what would have to be
     * @param by who approved it last; null if nobody did
     * @param differences from what was approved, while it waits
     */
    public record Approval(
            boolean waits,
            @Nullable String digest,
            @Nullable String by,
            @Nullable Instant at,
            List<String> differences) {}

    /**
     * A switch of the traffic: how long clients were held back, in milliseconds, when, and in which direction.
     *
     * @param compared what became of the comparison of both servers as they were then; null where the plan wants none
     */
    public record Switch(
            double pauseMillis,
            Instant at,
            String direction,
            @Nullable AtSwitch compared) {}
}
