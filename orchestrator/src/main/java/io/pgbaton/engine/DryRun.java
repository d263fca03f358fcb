package io.pgbaton.engine;

import io.pgbaton.step.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is still to be done, in order, seen from the facts of now. Made by reading alone; the same for equal facts.
 *
 * @param digest of all that an approval covers: plan, servers, schema, findings, work
 * @param begun whether something was changed already: then the checks before the start no longer matter
 * @param blocked whether a finding would keep the run from starting
 */
public record DryRun(
        String name,
        String digest,
        String planDigest,
        boolean begun,
        ServerText source,
        ServerText target,
        List<String> databases,
        Volume volume,
        List<Finding> findings,
        boolean blocked,
        List<Part> parts) {
    /** A server: where it is, what it is, and which one. */
    public record ServerText(String address, String version, String systemIdentifier) {
        @Override
        public String toString() {
            return address + ", PostgreSQL " + version + ", system identifier " + systemIdentifier;
        }
    }

    /** How much is to be copied; rows as the server estimates them, sizes in bytes. */
    public record Volume(long tables, long rows, long bytes, long indexBytes) {}

    /**
     * A phase and its steps.
     *
     * @param aborts what stops it, and what then becomes of it
     */
    public record Part(String phase, String title, String aborts, List<StepText> steps) {}

    /**
     * A step: what it is for, what must be true before, what it does, what is proved after, and figures to look at.
     *
     * @param takes how long, as far as it can be told, and how that was estimated
     */
    public record StepText(
            String name,
            String intent,
            String takes,
            List<String> requires,
            List<MoveText> moves,
            List<String> proves,
            List<TableText> tables) {}

    /** A table; each row has a text for every column. */
    public record TableText(String title, List<String> columns, List<List<String>> rows) {}

    /**
     * A move.
     *
     * @param at server and database; null for an order to the traffic
     * @param statements what is sent, secrets shown as {@code ****}
     * @param locks on tables that were there before
     * @param undo how it is taken back, statements or a reason
     * @param asks the question that tells whether it happened, as a sentence
     */
    public record MoveText(
            String kind,
            String key,
            @Nullable String at,
            List<String> statements,
            List<String> locks,
            List<String> undo,
            @Nullable String asks) {}
}
