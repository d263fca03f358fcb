package io.pgbaton.cli.text;

import io.pgbaton.engine.DryRun;
import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.Part;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.engine.DryRun.TableText;
import io.pgbaton.plan.DurationText;
import io.pgbaton.plan.Plan;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A dry run as a change ticket: what would be done, in order, where, how it is taken back, what is proved after. */
public final class ChangeTicket {
    /** Lines of SQL of one move that are shown unless all of them are wanted. */
    private static final int LINES = 12;

    private final Screen screen;
    private final DateTimeFormatter time;
    private final boolean full;

    /** @param full whether long SQL is shown whole */
    public ChangeTicket(Screen screen, ZoneId zone, boolean full) {
        this.screen = screen;
        this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss z", Locale.ROOT)
                .withZone(zone);
        this.full = full;
    }

    /** The ticket, with a final line break. */
    public String of(DryRun dryRun, Plan plan) {
        StringBuilder text = new StringBuilder();
        heading(text, dryRun);
        findings(text, dryRun, plan);
        int number = 0;
        for (Part part : dryRun.parts()) {
            number++;
            text.append('\n').append(screen.bold(number + ". " + part.title())).append("   ");
            text.append(screen.faint(part.phase())).append('\n');
            int step = 0;
            for (StepText one : part.steps()) {
                step++;
                step(text, number + "." + step, one);
            }
        }
        closing(text, plan);
        return text.toString();
    }

    private void heading(StringBuilder text, DryRun dryRun) {
        text.append(screen.bold("Change: upgrade " + dryRun.name())).append('\n');
        line(text, "source", dryRun.source());
        line(text, "target", dryRun.target());
        line(text, "databases", String.join(", ", dryRun.databases()));
        line(text, "plan digest", dryRun.digest());
        line(text, "made at", time.format(dryRun.at()) + ", by reading alone; nothing was written");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-12s %s%n", name, value));
    }

    private void findings(StringBuilder text, DryRun dryRun, Plan plan) {
        text.append('\n');
        if (dryRun.findings().isEmpty()) {
            text.append(screen.green("The checks found nothing in the way.")).append('\n');
            return;
        }
        text.append(new Findings(screen).text(dryRun.findings()));
        if (dryRun.blocked()) {
            text.append(screen.red("BLOCKED: nothing below would be done until this is mended or allowed."))
                    .append('\n');
        }
    }

    private void step(StringBuilder text, String number, StepText step) {
        text.append('\n')
                .append("  ")
                .append(screen.bold(number + " " + step.name()))
                .append("  ");
        text.append(step.intent()).append('\n');
        sentences(text, "requires", step.requires());
        if (step.moves().isEmpty()) {
            text.append("      ")
                    .append(screen.faint("nothing to do, seen from now"))
                    .append('\n');
        }
        int move = 0;
        for (MoveText one : step.moves()) {
            move++;
            move(text, number + "." + move, one);
        }
        sentences(text, "proves", step.proves());
        step.tables().forEach(table -> table(text, table));
    }

    private void table(StringBuilder text, TableText table) {
        if (table.rows().isEmpty()) {
            return;
        }
        text.append("      ").append(table.title()).append(":\n");
        List<List<String>> lines = new ArrayList<>(List.of(table.columns()));
        lines.addAll(table.rows());
        int[] widths = new int[table.columns().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        List<String> aligned = new ArrayList<>();
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                one.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            aligned.add(one.toString().stripTrailing());
        }
        block(text, "", aligned);
    }

    private static void sentences(StringBuilder text, String word, List<String> sentences) {
        for (String sentence : sentences) {
            text.append("      ").append(word).append(": ").append(sentence).append('\n');
        }
    }

    private void move(StringBuilder text, String number, MoveText move) {
        text.append("    ").append(number).append(' ').append(move.key());
        if (move.at() != null) {
            text.append("  [").append(move.at()).append(']');
        }
        text.append('\n');
        boolean wait = move.kind().equals("wait");
        if (wait && move.asks() != null) {
            block(text, "until: ", List.of(move.asks()));
        }
        boolean sql = move.kind().equals("change");
        block(text, "", sql ? closed(move.statements()) : move.statements());
        // A reason is a sentence and not SQL; it carries its own word.
        block(text, "undo: ", move.undo());
        if (!wait && move.asks() != null) {
            block(text, "done when: ", List.of(move.asks()));
        }
    }

    private static List<String> closed(List<String> statements) {
        return statements.stream()
                .map(String::strip)
                .map(sql -> sql.endsWith(";") ? sql : sql + ";")
                .toList();
    }

    private void block(StringBuilder text, String label, List<String> texts) {
        List<String> lines = texts.stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
        int shown = full || lines.size() <= LINES ? lines.size() : LINES;
        String indent = " ".repeat(10);
        for (int i = 0; i < shown; i++) {
            String first = i == 0 ? label : " ".repeat(label.length());
            text.append(indent).append(first).append(lines.get(i)).append('\n');
        }
        if (shown < lines.size()) {
            text.append(indent)
                    .append(screen.faint("… " + (lines.size() - shown) + " more lines; --full shows them"))
                    .append('\n');
        }
    }

    private void closing(StringBuilder text, Plan plan) {
        String budget = DurationText.print(plan.switchover().freezeBudget());
        text.append('\n').append(screen.bold("What makes it back out")).append('\n');
        text.append("  While it switches over (and back): any step that fails, or clients held back for longer than ")
                .append(budget)
                .append(".\n")
                .append("  Then what the switch did is undone at once and clients go on where they were.\n");
        text.append(screen.bold("Point of no return")).append('\n');
        text.append("  The end of the switch over: from there on rows may be written on the target alone. ");
        text.append(
                plan.reverse().enabled()
                        ? "The way back\n  is then to switch back, which carries them to the source, until 'finish'.\n"
                        : "The plan has\n  no way back (reverse.enabled: false).\n");
        text.append("  Before it, 'abandon' undoes everything in reverse and leaves both servers as they were.\n");
    }
}
