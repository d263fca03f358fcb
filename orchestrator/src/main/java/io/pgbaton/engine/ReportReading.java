package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.engine.Journal.MoveState;
import io.pgbaton.engine.UpgradeReport.ApprovalText;
import io.pgbaton.engine.UpgradeReport.ChangeText;
import io.pgbaton.engine.UpgradeReport.ComparedTable;
import io.pgbaton.engine.UpgradeReport.ComparisonText;
import io.pgbaton.engine.UpgradeReport.Figures;
import io.pgbaton.engine.UpgradeReport.HistoryLine;
import io.pgbaton.engine.UpgradeReport.PartTime;
import io.pgbaton.engine.UpgradeReport.StepDone;
import io.pgbaton.engine.UpgradeReport.SwitchText;
import io.pgbaton.plan.Plan;
import io.pgbaton.upgrade.Phase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a report from the journal. */
final class ReportReading {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter EXACT_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final List<EventEntry> events;
    private final List<MoveEntry> moves;
    private final long passage;
    private final @Nullable String comparing;

    private ReportReading(List<EventEntry> events, List<MoveEntry> moves, long passage, @Nullable String comparing) {
        this.events = events;
        this.moves = moves;
        this.passage = passage;
        this.comparing = comparing;
    }

    /** @param comparing that what both servers showed at the latest switch is being compared; null if it is not */
    static UpgradeReport of(Entry entry, Plan plan, Journal journal, @Nullable String comparing) {
        return of(entry, plan, journal.events(entry.name(), 0), journal.moves(entry.name()), comparing);
    }

    /** The same of a history and moves that are at hand. */
    static UpgradeReport of(
            Entry entry, Plan plan, List<EventEntry> events, List<MoveEntry> moves, @Nullable String comparing) {
        ReportReading reading = new ReportReading(events, moves, entry.passage(), comparing);
        return new UpgradeReport(
                entry.name(),
                entry.stage().phase(),
                entry.stage().of(),
                plan.source().address().toString(),
                plan.target().address().toString(),
                entry.databases(),
                entry.planPath(),
                entry.digest(),
                entry.createdAt(),
                entry.updatedAt(),
                entry.lastError(),
                plan.acknowledge().stream()
                        .map(one -> one.finding() + ": " + one.because())
                        .toList(),
                reading.approvals(),
                reading.switches(),
                reading.comparisons(),
                reading.steps(),
                reading.figures(),
                reading.changes(),
                reading.remains(entry, plan),
                reading.history());
    }

    private static boolean is(EventEntry event, UpgradeEvent.Kind kind) {
        return event.kind().equals(kind.name());
    }

    private static JsonNode detail(EventEntry event) {
        return JSON.readTree(event.detail());
    }

    private List<ApprovalText> approvals() {
        return events.stream()
                .filter(event -> event.kind().equals("approve"))
                .map(event -> new ApprovalText(
                        event.at(),
                        detail(event).path("by").asString(),
                        detail(event).path("digest").asString()))
                .toList();
    }

    private List<SwitchText> switches() {
        List<SwitchText> switches = new ArrayList<>();
        int began = 0;
        for (int i = 0; i < events.size(); i++) {
            EventEntry event = events.get(i);
            began = is(event, UpgradeEvent.Kind.FREEZE_BEGAN) ? i : began;
            boolean ended = is(event, UpgradeEvent.Kind.FREEZE_ENDED);
            if (ended || is(event, UpgradeEvent.Kind.BACKED_OUT)) {
                JsonNode detail = detail(event);
                List<EventEntry> during = events.subList(began, i);
                switches.add(new SwitchText(
                        event.at(),
                        ended ? detail.path("direction").asString() : null,
                        ended ? null : event.message(),
                        detail.path(ended ? "pauseMillis" : "heldBackMillis").asString(),
                        seen(events.subList(i + 1, events.size())),
                        parts(during),
                        evidence(during, detail.path("passage").asLong(0)),
                        ended ? AtSwitch.of(event, events, passage, comparing) : null));
            }
        }
        return switches;
    }

    private static List<PartTime> parts(List<EventEntry> during) {
        return during.stream()
                .filter(event -> is(event, UpgradeEvent.Kind.STEP_DONE))
                .map(event ->
                        new PartTime(stepOf(event), detail(event).path("millis").asString()))
                .toList();
    }

    private static String stepOf(EventEntry event) {
        int end = event.message().indexOf(": ");
        return end < 0 ? event.message() : event.message().substring(0, end);
    }

    private List<String> evidence(List<EventEntry> during, long passage) {
        List<String> found = new ArrayList<>();
        for (MoveEntry move : moves) {
            if (move.passage() == passage && move.found() != null) {
                found.add(flat(move.step() + ", " + move.key() + ": " + move.found()));
            }
        }
        during.stream()
                .filter(event -> is(event, UpgradeEvent.Kind.NOTE))
                .forEach(event -> found.add(flat(event.message())));
        return found;
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ");
    }

    /** What the live probe saw of the switch that the events follow. */
    private static List<String> seen(List<EventEntry> after) {
        Optional<EventEntry> seen = after.stream()
                .takeWhile(event ->
                        !is(event, UpgradeEvent.Kind.FREEZE_BEGAN) && !is(event, UpgradeEvent.Kind.FREEZE_ENDED))
                .filter(event -> is(event, UpgradeEvent.Kind.SEEN))
                .findFirst();
        if (seen.isEmpty()) {
            return List.of();
        }
        JsonNode detail = detail(seen.get());
        List<String> lines = new ArrayList<>();
        lines.add("the pause as a client saw it: " + detail.path("stallMillis").asString() + " ms, from "
                + micros(detail.path("stallBeganMicros")) + " to " + micros(detail.path("stallEndedMicros")));
        answers(lines, detail.path("old"), "last answer", "lastAnswerMicros");
        answers(lines, detail.path("new"), "first answer", "firstAnswerMicros");
        lines.add(seen.get().message());
        return lines;
    }

    private static void answers(List<String> lines, JsonNode server, String edge, String at) {
        if (!server.isMissingNode()) {
            lines.add(server.path("version").asString() + ": " + edge + " at " + micros(server.path(at))
                    + "; requests took " + server.path("p50Micros").asString() + " µs in the median, "
                    + server.path("p99Micros").asString() + " µs at p99");
        }
    }

    private static String micros(JsonNode sinceEpoch) {
        return EXACT_TIME.format(Instant.EPOCH.plus(sinceEpoch.asLong(), ChronoUnit.MICROS));
    }

    private List<ComparisonText> comparisons() {
        return events.stream()
                .filter(event -> event.kind().equals(Comparison.COMPARED))
                .map(event -> {
                    JsonNode detail = detail(event);
                    List<ComparedTable> tables = new ArrayList<>();
                    detail.path("tables")
                            .forEach(table -> tables.add(new ComparedTable(
                                    table.path("database").asString(),
                                    table.path("table").asString(),
                                    table.path("method").asString(),
                                    table.path("rows").asLong(),
                                    table.path("differing").asLong(),
                                    table.path("undecided").asLong(),
                                    table.path("problem").asString(""))));
                    return new ComparisonText(
                            event.at(),
                            Comparison.Verdict.valueOf(detail.path("verdict").asString()),
                            flat(event.message()),
                            tables);
                })
                .toList();
    }

    private List<StepDone> steps() {
        return events.stream()
                .filter(event -> is(event, UpgradeEvent.Kind.STEP_DONE))
                .map(event -> new StepDone(
                        event.at(),
                        stepOf(event),
                        event.message()
                                .substring(Math.min(
                                        event.message().length(), stepOf(event).length() + 2)),
                        detail(event).path("millis").asString()))
                .toList();
    }

    private List<Figures> figures() {
        List<Figures> figures = new ArrayList<>();
        for (EventEntry event : events) {
            for (JsonNode table : detail(event).path("tables")) {
                List<List<String>> rows = new ArrayList<>();
                table.path("rows").forEach(row -> rows.add(texts(row)));
                figures.add(
                        new Figures(event.at(), table.path("title").asString(), texts(table.path("columns")), rows));
            }
        }
        return figures;
    }

    private static List<String> texts(JsonNode cells) {
        List<String> texts = new ArrayList<>();
        cells.forEach(cell -> texts.add(cell.asString()));
        return texts;
    }

    private List<ChangeText> changes() {
        List<ChangeText> changes = new ArrayList<>();
        for (MoveEntry move : moves) {
            if (!move.key().isEmpty()) {
                RecordedMove recorded = RecordedMove.parse(move.work());
                String undo = recorded.undoOrder() != null
                        ? "traffic: " + recorded.undoOrder()
                        : recorded.undoMode() != null ? String.join("; ", recorded.undo()) : recorded.because();
                changes.add(new ChangeText(
                        move.step(),
                        move.key(),
                        recorded.at() == null ? "traffic" : recorded.at().toString(),
                        move.state().name(),
                        String.valueOf(undo)));
            }
        }
        return changes;
    }

    private List<String> remains(Entry entry, Plan plan) {
        List<String> lines = new ArrayList<>();
        String old = plan.source().address().toString();
        switch (entry.stage().phase()) {
            case SWITCHED_OVER:
                lines.add("the old server " + old
                        + " is fenced and follows the new one, so that 'switch-back' loses nothing;"
                        + " 'finish' ends that");
                break;
            case SWITCHED_BACK:
                lines.add(
                        "the traffic is on the old server again and the new one follows; 'switch-over' leads over once more,"
                                + " 'abandon' takes everything away");
                break;
            case FINISHED:
                lines.add("the old server " + old
                        + " still has its data as they were when the upgrade was finished; nothing"
                        + " follows it and nothing of it was dropped: shut it down when you are sure");
                break;
            case ABANDONED:
                lines.add("nothing: both servers are as they were before");
                break;
            default:
                lines.add("the upgrade is " + entry.stage() + "; 'status' tells what is possible now");
        }
        long standing = moves.stream()
                .filter(move -> !move.key().isEmpty() && move.state() == MoveState.DONE)
                .count();
        if (standing > 0 && entry.stage().phase() != Phase.FINISHED) {
            lines.add(standing + " changes stand and can be taken back");
        }
        return lines;
    }

    private List<HistoryLine> history() {
        return events.stream()
                .map(event -> new HistoryLine(event.at(), event.who(), event.kind(), flat(event.message())))
                .toList();
    }
}
