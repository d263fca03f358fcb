package io.pgbaton.engine;

import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.plan.Comparing;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Server;
import io.pgbaton.upgrade.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the history tells of comparisons. */
final class ComparisonEvidence {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ComparisonEvidence() {}

    /** What was compared as it was at a switch tells nothing of what came since. */
    private static boolean isLive(EventEntry event) {
        return JSON.readTree(event.detail()).path("basis").asString().equals(Comparison.Basis.LIVE.name());
    }

    /** Why the traffic may not be switched over yet: the plan wants a comparison first; nothing if it has one or wants none. */
    static Optional<String> missing(Journal journal, Plan plan, Instant now) {
        if (plan.compare().beforeSwitch() == Comparing.BeforeSwitch.OFF) {
            return Optional.empty();
        }
        Optional<EventEntry> last = Optional.empty();
        List<EventEntry> events = journal.events(plan.name(), 0);
        for (EventEntry event : events) {
            if (event.kind().equals(Signal.COMPLETED.word())) {
                last = Optional.empty();
            } else if (event.kind().equals(Comparison.COMPARED) && isLive(event)) {
                last = Optional.of(event);
            }
        }
        if (last.isEmpty()) {
            return Optional.of("nobody has compared both servers since they were in sync");
        }
        EventEntry event = last.get();
        JsonNode detail = JSON.readTree(event.detail());
        Instant begun = Instant.parse(detail.path("begun").asString());
        if (!detail.path("same").asBoolean(false)
                || !detail.path("publisher").asString().equals(Server.SOURCE.name())) {
            return Optional.of("the last comparison says: " + event.message());
        }
        return begun.isBefore(now.minus(plan.compare().validFor()))
                ? Optional.of("the last comparison began " + begun + ", which is longer ago than compare.validFor")
                : Optional.empty();
    }
}
