package io.pgbaton.engine;

import io.pgbaton.step.Finding;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a run would do, in order, seen from the facts of now. Made by reading alone.
 *
 * @param digest of the plan it was made from
 * @param blocked whether a finding would keep the run from starting
 */
public record DryRun(
        String name,
        String digest,
        Instant at,
        String source,
        String target,
        List<String> databases,
        List<Finding> findings,
        boolean blocked,
        List<Part> parts) {
    /** A phase and its steps. */
    public record Part(String phase, String title, List<StepText> steps) {}

    /** A step: what it is for, what must be true before, what it does, what is proved after, and figures to look at. */
    public record StepText(
            String name,
            String intent,
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
     * @param undo how it is taken back, statements or a reason
     * @param asks the question that tells whether it happened, as a sentence
     */
    public record MoveText(
            String kind,
            String key,
            @Nullable String at,
            List<String> statements,
            List<String> undo,
            @Nullable String asks) {}
}
