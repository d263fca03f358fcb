package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Approved;
import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.plan.Approval;
import io.pgbaton.plan.Plan;
import io.pgbaton.upgrade.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Compares what would be done now with what was approved, where the plan wants an approval. */
final class Permit {
    /** The kind of event that tells that an upgrade waits for an approval. */
    static final String WAITS = "WAITS_FOR_APPROVAL";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Permit() {}

    /** Whether this signal leads to changes that somebody has to approve. The way back never has to wait for that. */
    static boolean needed(Plan plan, Signal signal) {
        return plan.approval() == Approval.REQUIRED && (signal == Signal.REPLICATE || signal == Signal.SWITCH_OVER);
    }

    /** Why it may not be done; nothing if it is what was approved. */
    static Optional<NotApprovedException> refusal(Entry entry, Survey now, Optional<Approved> approved) {
        String advice = "look at 'pgbaton dry-run', then: pgbaton approve " + entry.name() + " --digest "
                + now.dryRun().digest() + " --by WHO";
        if (approved.isEmpty()) {
            return Optional.of(new NotApprovedException(
                    "the upgrade waits for an approval (approval: required); nothing was changed; " + advice,
                    List.of()));
        }
        List<String> differences = now.differences(Sheet.parse(approved.get().sheet()));
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>(differences);
        lines.add("either put it back as it was, or let the new state be approved: " + advice);
        return Optional.of(new NotApprovedException(
                "what would be done now is not what " + approved.get().by()
                        + " approved; nothing was changed, the upgrade waits for an approval",
                lines));
    }

    /** The detail of the event: what an approval would have to name, and what is different. */
    static String detail(Survey now, NotApprovedException refusal) {
        return JSON.writeValueAsString(Map.of("digest", now.dryRun().digest(), "differences", refusal.differences()));
    }
}
