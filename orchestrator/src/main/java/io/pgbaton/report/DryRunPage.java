package io.pgbaton.report;

import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.DryRun.TableText;
import io.pgbaton.plan.Approval;
import io.pgbaton.plan.ByteSize;
import io.pgbaton.plan.DurationText;
import io.pgbaton.plan.Plan;
import io.pgbaton.report.Block.Fact;
import io.pgbaton.report.Block.Journey;
import io.pgbaton.report.Block.Stop;
import io.pgbaton.step.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A dry run as a change request: what a board reads before it approves. */
public final class DryRunPage {
    private final DryRun dryRun;
    private final Plan plan;
    private final Document.Builder page;

    private DryRunPage(DryRun dryRun, Plan plan) {
        this.dryRun = dryRun;
        this.plan = plan;
        this.page = Document.titled("Change request: upgrade " + dryRun.name());
    }

    /** The paper. It holds nothing that changes by itself but sizes and figures of the servers. */
    public static Document of(DryRun dryRun, Plan plan) {
        DryRunPage page = new DryRunPage(dryRun, plan);
        page.summary();
        page.findings();
        page.journey();
        page.clients();
        page.tables();
        page.work();
        return page.page.build();
    }

    private void summary() {
        page.facts(List.of(
                new Fact("digest", dryRun.digest()),
                new Fact("source", dryRun.source().toString()),
                new Fact("target", dryRun.target().toString()),
                new Fact("databases", String.join(", ", dryRun.databases())),
                new Fact("how large", size()),
                new Fact("when", when()),
                new Fact("how long", howLong()),
                new Fact("risk", risk()),
                new Fact("made by", "reading alone; nothing was written on either server")));
        if (dryRun.blocked()) {
            page.notice(Tone.BAD, "BLOCKED", "Nothing below would be done until the findings are mended.", List.of());
        } else if (plan.approval() == Approval.REQUIRED) {
            page.notice(
                    Tone.CAUTION,
                    "TO BE APPROVED",
                    "The run does nothing but what is written here: pgbaton approve " + dryRun.name() + " --digest "
                            + dryRun.digest() + " --by WHO",
                    List.of());
        } else {
            page.notice(Tone.GOOD, "READY", "Nothing is in the way.", List.of());
        }
    }

    private String size() {
        return dryRun.volume().tables() + " tables, about "
                + String.format(Locale.ROOT, "%,d", dryRun.volume().rows()) + " rows, "
                + new ByteSize(dryRun.volume().bytes()).human() + " and "
                + new ByteSize(dryRun.volume().indexBytes()).human() + " of indexes";
    }

    private String when() {
        String begin = dryRun.begun() ? "it is under way; " : "it begins with 'pgbaton run'; ";
        return begin
                + (plan.approval() == Approval.NONE
                        ? "the switchover starts by itself once the target is in sync"
                        : "the switchover starts when somebody says so, once the target is in sync");
    }

    private String howLong() {
        String copy = dryRun.parts().stream()
                .flatMap(part -> part.steps().stream())
                .filter(step -> step.takes().startsWith("about "))
                .map(step -> step.name() + " " + step.takes())
                .collect(Collectors.joining("; "));
        return (copy.isEmpty() ? "" : copy + "; ") + "then clients are held back once, for "
                + DurationText.print(plan.switchover().freezeBudget()) + " at most, as a rule for a tenth of a second";
    }

    private String risk() {
        long hazards = count(Severity.HAZARD);
        List<String> parts = new ArrayList<>();
        long blocks = count(Severity.BLOCK);
        parts.add((blocks == 0 ? "no finding blocks" : blocks == 1 ? "1 finding blocks" : blocks + " findings block")
                + ", " + (hazards == 1 ? "1 hazard" : hazards + " hazards"));
        parts.add(
                plan.sparesErrors()
                        ? "clients see a pause and no error"
                        : "every client sees one error and connects anew");
        parts.add(
                plan.reverse().enabled()
                        ? "a way back without loss at every point until 'finish'"
                        : "NO way back once the traffic is on the target (reverse.enabled: false)");
        return String.join("; ", parts);
    }

    private long count(Severity severity) {
        return dryRun.findings().stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    private void findings() {
        if (dryRun.begun()) {
            return;
        }
        page.section("Findings");
        if (dryRun.findings().isEmpty()) {
            page.say("The checks found nothing that anybody should know.");
        }
        Findings.add(page, dryRun.findings());
    }

    private void journey() {
        page.section("The way, and the way back");
        boolean back = plan.reverse().enabled();
        page.add(new Journey(List.of(
                new Stop("CHECKED", "nothing happens", "nothing to undo", Tone.GOOD),
                new Stop(
                        "REPLICATING", "work on the source, undisturbed", "abandon: both servers as before", Tone.GOOD),
                new Stop("IN_SYNC", "work on the source, undisturbed", "abandon: both servers as before", Tone.GOOD),
                new Stop(
                        "SWITCHING_OVER",
                        "are held back for a moment",
                        "undone by itself if anything fails",
                        Tone.GOOD),
                new Stop(
                        "SWITCHED_OVER",
                        "work on the target; the point of no return lies right before",
                        back ? "switch-back: without losing a row" : "none: reverse.enabled is false",
                        back ? Tone.CAUTION : Tone.BAD),
                new Stop("FINISHED", "work on the target", "none: the scaffolding is gone", Tone.BAD))));
        page.say(
                "Point of no return: the end of the switchover. From there on rows may exist on the target alone, so that"
                        + " nothing opens the source again but 'switch-back', which carries them over. Before it, whatever fails is"
                        + " undone and clients go on where they were.");
    }

    private void clients() {
        page.section("What clients see");
        List<String> lines = new ArrayList<>();
        plan.traffic().forEach(traffic -> lines.add(ClientView.of(traffic)));
        lines.add("Nobody is held back for longer than "
                + DurationText.print(plan.switchover().freezeBudget())
                + " (switchover.freezeBudget): then the switchover is undone and tried another time.");
        lines.add("Sessions end with the switchover: temporary tables, prepared statements, LISTEN, advisory locks and"
                + " session settings are to be made anew (PF-X11).");
        page.bullets(lines);
    }

    /** Tables and sequences, gathered from the steps that decide about them. */
    private void tables() {
        boolean any = false;
        for (Part part : dryRun.parts()) {
            for (StepText step : part.steps()) {
                for (TableText table : step.tables()) {
                    if (!table.rows().isEmpty() && !part.phase().equals("SWITCHING_BACK")) {
                        if (!any) {
                            page.section("Tables and sequences");
                        }
                        any = true;
                        page.part(table.title());
                        page.grid(table.columns(), table.rows());
                    }
                }
            }
        }
    }

    private void work() {
        int number = 0;
        for (Part part : dryRun.parts()) {
            number++;
            page.section(number + ". " + part.title());
            page.facts(List.of(new Fact("phase", part.phase()), new Fact("stopped by", part.aborts())));
            int step = 0;
            for (StepText one : part.steps()) {
                step++;
                step(number + "." + step, one);
            }
        }
    }

    private void step(String number, StepText step) {
        page.part(number + " " + step.name());
        page.say(step.intent() + ".");
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("takes", step.takes()));
        step.requires().forEach(sentence -> facts.add(new Fact("requires", sentence)));
        step.proves().forEach(sentence -> facts.add(new Fact("proves", sentence)));
        page.facts(facts);
        int move = 0;
        for (MoveText one : step.moves()) {
            move++;
            move(number + "." + move, one);
        }
    }

    private void move(String number, MoveText move) {
        page.detail(number + " " + move.key() + (move.at() == null ? "" : " [" + move.at() + "]"));
        boolean sql = move.kind().equals("change");
        page.code(label(move.kind()), sql ? closed(move.statements()) : move.statements());
        page.code("undo", move.undo());
        List<Fact> facts = new ArrayList<>();
        if (!move.locks().isEmpty()) {
            facts.add(new Fact("locks", locks(move.locks())));
        }
        if (move.asks() != null) {
            facts.add(new Fact(move.kind().equals("wait") ? "until" : "done when", move.asks()));
        }
        page.facts(facts);
    }

    private static String label(String kind) {
        switch (kind) {
            case "change":
            case "snapshot":
                return "SQL";
            case "wait":
                return "wait";
            default:
                return "traffic";
        }
    }

    private static String locks(List<String> locks) {
        int shown = 3;
        return locks.stream().limit(shown).collect(Collectors.joining("; "))
                + (locks.size() > shown
                        ? String.format(Locale.ROOT, "; and %d more of the kind", locks.size() - shown)
                        : "");
    }

    private static List<String> closed(List<String> statements) {
        return statements.stream()
                .map(String::strip)
                .map(sql -> sql.endsWith(";") ? sql : sql + ";")
                .toList();
    }
}
