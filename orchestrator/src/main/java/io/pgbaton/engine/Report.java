package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Drift;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What happened in an upgrade, as Markdown: the plan, every step with its time, the switches, every change and its undo. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXACT_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();

    private Report() {}

    /** @param drift what is not alike on both servers now, by database; a database that was not compared is not in it */
    static String of(Entry entry, Plan plan, Journal journal, Map<String, List<Drift>> drift) {
        Report report = new Report();
        report.heading(entry, plan);
        report.drift(drift);
        report.switches(journal.events(entry.name(), 0), journal.moves(entry.name()));
        report.steps(journal.events(entry.name(), 0));
        report.tables(journal.events(entry.name(), 0));
        report.moves(journal.moves(entry.name()));
        report.history(journal.events(entry.name(), 0));
        return report.text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void heading(Entry entry, Plan plan) {
        line("# Upgrade " + entry.name());
        line("");
        line("| | |");
        line("|---|---|");
        line("| phase | " + entry.stage() + " |");
        line("| source | " + plan.source().address() + " |");
        line("| target | " + plan.target().address() + " |");
        line("| databases | " + String.join(", ", entry.databases()) + " |");
        line("| plan | " + entry.planPath() + ", sha-256 " + entry.digest() + " |");
        line("| begun | " + TIME.format(entry.createdAt()) + " UTC |");
        line("| last change | " + TIME.format(entry.updatedAt()) + " UTC |");
        if (entry.lastError() != null) {
            line("| last error | " + cell(entry.lastError()) + " |");
        }
    }

    private void drift(Map<String, List<Drift>> drift) {
        if (drift.isEmpty()) {
            return;
        }
        line("");
        line("## Schemas of both servers");
        line("");
        drift.forEach((database, differences) -> {
            if (differences.isEmpty()) {
                line("* " + database + ": alike");
            }
            differences.forEach(
                    one -> line("* " + database + ", " + (one + "; " + one.remedy()).replaceAll("\\s+", " ")));
        });
    }

    private void switches(List<EventEntry> events, List<MoveEntry> moves) {
        line("");
        line("## Switches");
        line("");
        boolean any = false;
        int began = 0;
        for (int i = 0; i < events.size(); i++) {
            EventEntry event = events.get(i);
            began = event.kind().equals(UpgradeEvent.Kind.FREEZE_BEGAN.name()) ? i : began;
            JsonNode detail = JSON.readTree(event.detail());
            boolean ended = event.kind().equals(UpgradeEvent.Kind.FREEZE_ENDED.name());
            if (ended || event.kind().equals(UpgradeEvent.Kind.BACKED_OUT.name())) {
                line("* " + TIME.format(event.at()) + ": "
                        + (ended
                                ? "clients were held back for "
                                        + detail.path("pauseMillis").asString() + " ms ("
                                        + detail.path("direction").asString() + ")"
                                : "backed out, clients were held back for "
                                        + detail.path("heldBackMillis").asString() + " ms: " + event.message())
                        + ", by pgbaton's own clock");
                sighting(events.subList(i + 1, events.size()));
                parts(events.subList(began, i));
                evidence(events.subList(began, i), moves, detail.path("passage").asLong(0));
                any = true;
            }
        }
        if (!any) {
            line("None yet.");
        }
    }

    /** How long each step of a pause took; some run side by side. */
    private void parts(List<EventEntry> during) {
        String parts = during.stream()
                .filter(event -> event.kind().equals(UpgradeEvent.Kind.STEP_DONE.name()))
                .map(event -> stepOf(event) + " "
                        + JSON.readTree(event.detail()).path("millis").asString() + " ms")
                .collect(Collectors.joining(", "));
        if (!parts.isEmpty()) {
            line("  * its parts: " + parts);
        }
    }

    private static String stepOf(EventEntry event) {
        int end = event.message().indexOf(": ");
        return end < 0 ? event.message() : event.message().substring(0, end);
    }

    /** What the moves of a switch found: sessions ended, marker and log positions, the proof of silence. */
    private void evidence(List<EventEntry> during, List<MoveEntry> moves, long passage) {
        List<String> found = new ArrayList<>();
        for (MoveEntry move : moves) {
            if (move.passage() == passage && move.found() != null) {
                found.add(move.step() + ", " + move.key() + ": " + move.found());
            }
        }
        during.stream()
                .filter(event -> event.kind().equals(UpgradeEvent.Kind.NOTE.name()))
                .forEach(event -> found.add(event.message()));
        if (!found.isEmpty()) {
            line("  * evidence:");
            found.forEach(one -> line("    * " + one.replaceAll("\\s+", " ")));
        }
    }

    /** What the live probe saw of the switch that the events follow. */
    private void sighting(List<EventEntry> after) {
        Optional<EventEntry> seen = after.stream()
                .takeWhile(event -> !event.kind().equals(UpgradeEvent.Kind.FREEZE_BEGAN.name())
                        && !event.kind().equals(UpgradeEvent.Kind.FREEZE_ENDED.name()))
                .filter(event -> event.kind().equals(UpgradeEvent.Kind.SEEN.name()))
                .findFirst();
        if (seen.isEmpty()) {
            line("  * no live probe saw it (switchover.probe)");
            return;
        }
        JsonNode detail = JSON.readTree(seen.get().detail());
        line("  * **the pause as a client saw it: " + detail.path("stallMillis").asString() + " ms**, from "
                + micros(detail.path("stallBeganMicros")) + " to " + micros(detail.path("stallEndedMicros")));
        answers(detail.path("old"), "last answer", "lastAnswerMicros");
        answers(detail.path("new"), "first answer", "firstAnswerMicros");
        line("  * " + seen.get().message());
    }

    private void answers(JsonNode server, String edge, String at) {
        if (!server.isMissingNode()) {
            line("  * " + server.path("version").asString() + ": " + edge + " at " + micros(server.path(at))
                    + "; requests took " + server.path("p50Micros").asString() + " µs in the median, "
                    + server.path("p99Micros").asString() + " µs at p99");
        }
    }

    private static String micros(JsonNode sinceEpoch) {
        return EXACT_TIME.format(Instant.EPOCH.plus(sinceEpoch.asLong(), ChronoUnit.MICROS));
    }

    private void steps(List<EventEntry> events) {
        line("");
        line("## Steps");
        line("");
        line("| done at | step | ms |");
        line("|---|---|---|");
        for (EventEntry event : events) {
            if (event.kind().equals(UpgradeEvent.Kind.STEP_DONE.name())) {
                JsonNode detail = JSON.readTree(event.detail());
                line("| " + TIME.format(event.at()) + " | " + cell(event.message()) + " | "
                        + detail.path("millis").asString() + " |");
            }
        }
    }

    /** The figures that steps left, as they were when each was done. */
    private void tables(List<EventEntry> events) {
        for (EventEntry event : events) {
            for (JsonNode table : JSON.readTree(event.detail()).path("tables")) {
                line("");
                line("## " + TIME.format(event.at()) + ": "
                        + table.path("title").asString());
                line("");
                row(table.path("columns"));
                line("|" + "---|".repeat(table.path("columns").size()));
                table.path("rows").forEach(this::row);
            }
        }
    }

    private void row(JsonNode cells) {
        StringBuilder row = new StringBuilder("|");
        cells.forEach(one -> row.append(' ').append(cell(one.asString())).append(" |"));
        line(row.toString());
    }

    private void moves(List<MoveEntry> moves) {
        line("");
        line("## Changes");
        line("");
        line("| step | change | where | state | undo |");
        line("|---|---|---|---|---|");
        for (MoveEntry move : moves) {
            if (!move.key().isEmpty()) {
                RecordedMove recorded = RecordedMove.parse(move.work());
                String undo = recorded.undoOrder() != null
                        ? "traffic: " + recorded.undoOrder()
                        : recorded.undoMode() != null ? String.join("; ", recorded.undo()) : recorded.because();
                line("| " + move.step() + " | " + cell(move.key()) + " | "
                        + (recorded.at() == null ? "traffic" : recorded.at()) + " | " + move.state() + " | "
                        + cell(String.valueOf(undo)) + " |");
            }
        }
    }

    private void history(List<EventEntry> events) {
        line("");
        line("## History");
        line("");
        for (EventEntry event : events) {
            line("* " + TIME.format(event.at()) + " " + event.kind() + ": "
                    + event.message().replace("\n", " "));
        }
    }

    private static String cell(String value) {
        String flat = value.replaceAll("\\s+", " ").replace("|", "\\|");
        return flat.length() <= 300 ? flat : flat.substring(0, 300) + "…";
    }
}
