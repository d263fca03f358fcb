package io.pgbaton.engine;

import io.pgbaton.postgres.Drift;
import io.pgbaton.upgrade.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in an upgrade and what remains.
 *
 * @param planDigest of the plan it goes by
 * @param acknowledged the hazards that the plan accepts, each with the reason
 * @param remains what is still there and what may be done about it
 */
public record UpgradeReport(
        String name,
        Phase phase,
        @Nullable Phase resumesTo,
        String source,
        String target,
        List<String> databases,
        String planPath,
        String planDigest,
        Instant begun,
        Instant lastChange,
        @Nullable String lastError,
        List<String> acknowledged,
        List<ApprovalText> approvals,
        List<SwitchText> switches,
        List<ComparisonText> comparisons,
        List<StepDone> steps,
        List<Figures> figures,
        List<ChangeText> changes,
        List<String> remains,
        List<HistoryLine> history) {
    /** The same with what is not alike on both servers, by database. */
    UpgradeReport and(Map<String, List<Drift>> drift) {
        List<String> all = new ArrayList<>(remains);
        drift.forEach((database, found) -> {
            if (found.isEmpty()) {
                all.add("The schemas of both servers are alike in " + database + ".");
            }
            found.forEach(one -> all.add("Not alike in " + database + ": " + one + "; " + one.remedy() + "."));
        });
        return new UpgradeReport(
                name,
                phase,
                resumesTo,
                source,
                target,
                databases,
                planPath,
                planDigest,
                begun,
                lastChange,
                lastError,
                acknowledged,
                approvals,
                switches,
                comparisons,
                steps,
                figures,
                changes,
                all,
                history);
    }

    /** Who approved what, and when. */
    public record ApprovalText(Instant at, String by, String digest) {}

    /**
     * A switch of the traffic, or the attempt at one.
     *
     * @param direction over or back, in words; null for one that was backed out
     * @param backedOut why it was undone; null for one that succeeded
     * @param heldBackMillis how long clients were held back, by pgbaton's own clock
     * @param seen what the live probe saw, as sentences; empty where none ran
     * @param parts how long each step took; some run side by side
     * @param evidence what its moves found: sessions ended, marker and log positions, the proof of silence
     * @param compared what became of the comparison of both servers as they were then; null where the plan wants none
     */
    public record SwitchText(
            Instant at,
            @Nullable String direction,
            @Nullable String backedOut,
            String heldBackMillis,
            List<String> seen,
            List<PartTime> parts,
            List<String> evidence,
            @Nullable AtSwitch compared) {}

    /**
     * A comparison of the rows of both servers.
     *
     * @param result in a sentence
     */
    public record ComparisonText(Instant at, Comparison.Verdict verdict, String result, List<ComparedTable> tables) {}

    /**
     * What was found in one table.
     *
     * @param method how rows were hashed
     * @param problem why it was not compared; empty if it was
     */
    public record ComparedTable(
            String database, String table, String method, long rows, long differing, long undecided, String problem) {}

    /** A step of a pause and its time in milliseconds. */
    public record PartTime(String step, String millis) {}

    /** A step that was done, and how long it took in milliseconds. */
    public record StepDone(Instant at, String step, String what, String millis) {}

    /** A table that a step left, as it was when the step was done. */
    public record Figures(Instant at, String title, List<String> columns, List<List<String>> rows) {}

    /** A change, where, what became of it, and how it is or was taken back. */
    public record ChangeText(String step, String change, String at, String state, String undo) {}

    /** A line of the history. */
    public record HistoryLine(Instant at, String who, String kind, String message) {}
}
