package io.pgbaton.engine;

import io.pgbaton.engine.Journal.Entry;
import io.pgbaton.engine.Journal.EventEntry;
import io.pgbaton.engine.Journal.MoveEntry;
import io.pgbaton.plan.Plan;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What happened in an upgrade, as Markdown: the plan, every step with its time, the switches, every change and its undo. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();

    private Report() {}

    static String of(Entry entry, Plan plan, Journal journal) {
        Report report = new Report();
        report.heading(entry, plan);
        report.switches(journal.events(entry.name(), 0));
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

    private void switches(List<EventEntry> events) {
        line("");
        line("## Switches");
        line("");
        boolean any = false;
        for (EventEntry event : events) {
            JsonNode detail = JSON.readTree(event.detail());
            if (event.kind().equals(UpgradeEvent.Kind.FREEZE_ENDED.name())) {
                line("* " + TIME.format(event.at()) + ": clients were held back for "
                        + detail.path("pauseMillis").asString() + " ms ("
                        + detail.path("direction").asString()
                        + ")");
                any = true;
            } else if (event.kind().equals(UpgradeEvent.Kind.BACKED_OUT.name())) {
                line("* " + TIME.format(event.at()) + ": backed out, clients were held back for "
                        + detail.path("heldBackMillis").asString() + " ms: " + event.message());
                any = true;
            }
        }
        if (!any) {
            line("None yet.");
        }
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
