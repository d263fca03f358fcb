package io.pgbaton.report;

import io.pgbaton.engine.AtSwitch;
import io.pgbaton.engine.Comparison;
import io.pgbaton.engine.UpgradeReport;
import io.pgbaton.engine.UpgradeReport.SwitchText;
import io.pgbaton.report.Block.Fact;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What happened in an upgrade, as one paper to attach to the change. */
public final class UpgradePage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final UpgradeReport report;
    private final Document.Builder page;

    private UpgradePage(UpgradeReport report) {
        this.report = report;
        this.page = Document.titled("Upgrade " + report.name());
    }

    /** The paper; all times are UTC. */
    public static Document of(UpgradeReport report) {
        UpgradePage page = new UpgradePage(report);
        page.summary();
        page.approvals();
        page.switches();
        page.comparisons();
        page.steps();
        page.figures();
        page.changes();
        page.history();
        return page.page.build();
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    private void summary() {
        String phase = report.phase() + (report.resumesTo() == null ? "" : " in " + report.resumesTo());
        List<Fact> facts = new ArrayList<>(List.of(
                new Fact("phase", phase),
                new Fact("source", report.source()),
                new Fact("target", report.target()),
                new Fact("databases", String.join(", ", report.databases())),
                new Fact("plan", report.planPath() + ", sha-256 " + report.planDigest()),
                new Fact("begun", time(report.begun()) + " UTC"),
                new Fact("last change", time(report.lastChange()) + " UTC")));
        if (report.lastError() != null) {
            facts.add(new Fact("last error", report.lastError()));
        }
        page.facts(facts);
        page.section("What remains");
        page.bullets(report.remains());
    }

    private void approvals() {
        if (!report.acknowledged().isEmpty()) {
            page.section("Hazards that were accepted");
            page.bullets(report.acknowledged());
        }
        page.section("Approvals");
        if (report.approvals().isEmpty()) {
            page.say("None.");
        }
        page.grid(
                List.of("at", "by", "digest"),
                report.approvals().stream()
                        .map(one -> List.of(time(one.at()), one.by(), one.digest()))
                        .toList());
    }

    private void switches() {
        page.section("Switches");
        if (report.switches().isEmpty()) {
            page.say("None yet.");
        }
        report.switches().forEach(this::one);
    }

    private void one(SwitchText one) {
        page.notice(
                one.backedOut() == null ? Tone.GOOD : Tone.CAUTION,
                one.backedOut() == null
                        ? "SWITCHED " + String.valueOf(one.direction()).toUpperCase(Locale.ROOT)
                        : "BACKED OUT",
                time(one.at()) + ": clients were held back for " + one.heldBackMillis() + " ms, by pgbaton's own clock"
                        + (one.backedOut() == null ? "" : ": " + one.backedOut()),
                List.of());
        AtSwitch compared = one.compared();
        if (compared != null) {
            page.notice(
                    tone(compared.state()),
                    compared.state().name().replace('_', ' '),
                    "both servers as they were in this pause: " + compared.text(),
                    List.of());
        }
        page.bullets(one.seen().isEmpty() ? List.of("no live probe saw it (switchover.probe)") : one.seen());
        page.grid(
                List.of("part of the pause", "ms"),
                one.parts().stream()
                        .map(part -> List.of(part.step(), part.millis()))
                        .toList());
        if (!one.evidence().isEmpty()) {
            page.detail("Evidence");
            page.bullets(one.evidence());
        }
    }

    private void comparisons() {
        page.section("Comparisons");
        if (report.comparisons().isEmpty()) {
            page.say("The rows of both servers were not compared (pgbaton compare).");
        }
        report.comparisons().forEach(one -> {
            page.notice(tone(one.verdict()), one.verdict().name(), time(one.at()) + ": " + one.result(), List.of());
            page.grid(
                    List.of("database", "table", "rows", "differ", "undecided", "hashed by", "problem"),
                    one.tables().stream()
                            .map(table -> List.of(
                                    table.database(),
                                    table.table(),
                                    Long.toString(table.rows()),
                                    Long.toString(table.differing()),
                                    Long.toString(table.undecided()),
                                    table.method(),
                                    table.problem()))
                            .toList());
        });
    }

    private static Tone tone(AtSwitch.State state) {
        switch (state) {
            case SAME:
                return Tone.GOOD;
            case DIFFERENT:
                return Tone.BAD;
            default:
                return Tone.CAUTION;
        }
    }

    private static Tone tone(Comparison.Verdict verdict) {
        switch (verdict) {
            case SAME:
                return Tone.GOOD;
            case UNDECIDED:
                return Tone.CAUTION;
            default:
                return Tone.BAD;
        }
    }

    private void steps() {
        page.section("Steps");
        page.grid(
                List.of("done at", "step", "what", "took"),
                report.steps().stream()
                        .map(step -> List.of(time(step.at()), step.step(), step.what(), took(step.millis())))
                        .toList());
    }

    /** Milliseconds as people read them; the JSON has the exact figure. */
    private static String took(String millis) {
        double seconds = Double.parseDouble(millis) / 1000;
        return seconds < 1
                ? millis + " ms"
                : seconds < 100
                        ? String.format(Locale.ROOT, "%.1f s", seconds)
                        : String.format(Locale.ROOT, "%d min %d s", (long) seconds / 60, (long) seconds % 60);
    }

    private void figures() {
        report.figures().forEach(figures -> {
            if (!figures.rows().isEmpty()) {
                page.section(figures.title());
                page.say("As it was at " + time(figures.at()) + ".");
                page.grid(figures.columns(), figures.rows());
            }
        });
    }

    private void changes() {
        page.section("Changes");
        page.grid(
                List.of("step", "change", "where", "state", "undo"),
                report.changes().stream()
                        .map(change -> List.of(
                                change.step(), change.change(), change.at(), change.state(), cut(change.undo())))
                        .toList());
    }

    private static String cut(String text) {
        String flat = text.replaceAll("\\s+", " ");
        return flat.length() <= 300 ? flat : flat.substring(0, 300) + "…";
    }

    private void history() {
        page.section("History");
        page.grid(
                List.of("at", "who", "kind", "what"),
                report.history().stream()
                        .map(line -> List.of(time(line.at()), line.who(), line.kind(), line.message()))
                        .toList());
    }
}
