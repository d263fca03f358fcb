package io.pgbaton.engine;

import io.pgbaton.engine.DryRun.MoveText;
import io.pgbaton.engine.DryRun.StepText;
import io.pgbaton.plan.Plan;
import io.pgbaton.postgres.Probe;
import io.pgbaton.step.Await;
import io.pgbaton.step.Change;
import io.pgbaton.step.Finding;
import io.pgbaton.step.Move;
import io.pgbaton.step.Route;
import io.pgbaton.step.Step;
import io.pgbaton.step.Together;
import io.pgbaton.step.Undo;
import io.pgbaton.step.Work;
import io.pgbaton.upgrade.Phase;
import io.pgbaton.upgrade.Workflow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages under docs/steps: what {@link Describer} says of every step of {@link Workflow}, for one example. */
final class StepPages {
    private static final List<Phase> PHASES = List.of(
            Phase.PLANNED,
            Phase.REPLICATING,
            Phase.SWITCHING_OVER,
            Phase.HANDING_OVER,
            Phase.SWITCHING_BACK,
            Phase.HANDING_BACK);

    private static final Map<Phase, String> WHAT = Map.of(
            Phase.PLANNED, "check: only reads",
            Phase.REPLICATING, "replicate: clients notice nothing",
            Phase.SWITCHING_OVER, "switch over: undone by itself if anything fails",
            Phase.HANDING_OVER, "hand over: behind the point of no return",
            Phase.SWITCHING_BACK, "switch back: undone by itself if anything fails",
            Phase.HANDING_BACK, "hand back: behind the point of no return");

    private static final String NOTICE =
            "<!-- Written by StepPagesTest from the steps themselves; do not edit. -->\n\n";

    private final Plan plan;
    private final Function<Phase, Traffic> traffic;
    private final Map<String, StringBuilder> pages = new LinkedHashMap<>();
    private final StringBuilder index = new StringBuilder(NOTICE);

    private StepPages(Plan plan, Function<Phase, Traffic> traffic) {
        this.plan = plan;
        this.traffic = traffic;
    }

    /**
     * Every page by its file name.
     *
     * @param traffic as it stands when a phase begins
     */
    static Map<String, String> of(Plan plan, Function<Phase, Traffic> traffic) {
        StepPages pages = new StepPages(plan, traffic);
        pages.write();
        Map<String, String> texts = new TreeMap<>();
        pages.pages.forEach((name, text) -> texts.put(name + ".md", text.toString()));
        texts.put("README.md", pages.index.toString());
        return texts;
    }

    private void write() {
        index.append("# The steps\n\n")
                .append(
                        "Every step, in the order in which it runs. Each page shows what the step would do in one example:\n")
                .append("the plan `" + plan.name()
                        + "` moves the database `orders` from PostgreSQL 15 to 18, with PgBouncer in\n")
                .append("front, as a superuser. For your own servers, `pgbaton dry-run PLAN` shows the same.\n");
        for (Phase phase : PHASES) {
            index.append("\n## " + phase + "\n\n" + capital(WHAT.get(phase)) + ".\n\n");
            int number = 0;
            for (Step step : Workflow.steps(phase)) {
                describe(phase, ++number, step);
            }
        }
        index.append("\n## FINISHING and ABANDONING\n\n")
                .append(
                        "These phases have no steps. They take back what the journal says was done, the last first: `finish` takes back the\n")
                .append("scaffolding alone (changes marked *until finish* on the pages), `abandon` everything.\n");
    }

    private void describe(Phase phase, int number, Step step) {
        ExampleFacts facts = facts(phase);
        Work work = step.work(facts);
        StepText text = new Describer(traffic.apply(phase)).step(step.name(), work, "");
        index.append(number + ". [" + step.name() + "](" + step.name() + ".md): " + text.intent() + "\n");
        StringBuilder page = pages.computeIfAbsent(
                step.name(), name -> new StringBuilder(NOTICE + "# " + name + "\n\n[All steps](README.md)\n"));
        page.append("\n## " + phase + ", step " + number + "\n\n" + text.intent() + ".\n");
        page.append("\nPhase: " + WHAT.get(phase) + "." + freeze(phase, step) + "\n");
        page.append("\nIt reads: ")
                .append(
                        facts.asked().isEmpty()
                                ? "nothing but the plan"
                                : facts.asked().stream()
                                        .sorted()
                                        .map(StepPages::question)
                                        .collect(Collectors.joining(", ")))
                .append(".\n");
        findings(page, work.findings());
        probes(page, "Must be true before", work.requires());
        if (text.moves().isEmpty()) {
            page.append("\n### Moves\n\nNone.\n");
        } else {
            moves(page, text.moves(), moves(work));
        }
        probes(page, "Proved after", work.proves());
    }

    private ExampleFacts facts(Phase phase) {
        switch (phase) {
            case PLANNED:
            case REPLICATING:
                return ExampleFacts.before(plan);
            case SWITCHING_OVER:
            case HANDING_OVER:
                return ExampleFacts.inSync(plan, 2);
            default:
                return ExampleFacts.inSync(plan, 3);
        }
    }

    private static String freeze(Phase phase, Step step) {
        if (!phase.switching() && !phase.handing()) {
            return "";
        }
        List<Step> all = Workflow.steps(phase);
        int begin = 0;
        int end = all.size();
        for (int i = 0; i < all.size(); i++) {
            begin = Workflow.beginsFreeze(all.get(i)) ? i : begin;
            end = Workflow.endsFreeze(all.get(i)) ? i + 1 : end;
        }
        int at = all.indexOf(step);
        return at >= begin && at < end ? " Clients wait while it runs." : " Clients do not wait.";
    }

    private static String question(String name) {
        return "`" + (name.contains(" ") ? name : "sql/" + name + ".sql") + "`";
    }

    private static void findings(StringBuilder page, List<Finding> findings) {
        if (!findings.isEmpty()) {
            page.append("\n### What it finds in the example\n\n");
            findings.forEach(finding -> page.append("* " + finding.severity() + " " + finding.id() + ", "
                    + finding.subject() + ": " + finding.message() + "\n"));
        }
    }

    private static void probes(StringBuilder page, String title, List<Probe> probes) {
        if (probes.isEmpty()) {
            return;
        }
        page.append("\n### " + title + "\n");
        for (Probe probe : probes) {
            page.append("\n* " + probe.sentence() + ".\n");
            sql(page, probe);
            if (probe.remedy() != null) {
                page.append("\n  If not: " + probe.remedy() + ".\n");
            }
        }
    }

    private static void sql(StringBuilder page, Probe probe) {
        if (probe instanceof Probe.Holds holds) {
            asked(page, holds.at().toString(), holds.sql());
        } else if (probe instanceof Probe.Same same) {
            asked(page, same.left().toString(), same.leftSql());
            page.append("\n  must have the same rows as\n");
            asked(page, same.right().toString(), same.rightSql());
        } else {
            page.append("  Asked by creating a subscription without a slot and rolling it back.\n");
        }
    }

    private static void asked(StringBuilder page, String at, String sql) {
        page.append("\n  ```sql\n  -- on " + at + "\n" + indented(sql, "  ") + "\n  ```\n");
    }

    private static void moves(StringBuilder page, List<MoveText> texts, Map<String, Move> moves) {
        page.append("\n### Moves\n");
        int number = 0;
        for (MoveText text : texts) {
            page.append("\n" + ++number + ". **" + text.key() + "**" + extra(moves.get(text.key())) + "\n");
            statements(page, text);
            if (text.asks() != null) {
                String verb = text.kind().equals("wait") ? "Waits until" : "Has happened when";
                page.append("\n   " + verb + ": " + text.asks() + ".\n");
                Probe.@Nullable Holds probe = probe(moves.get(text.key()));
                if (probe != null) {
                    page.append(
                            "\n   ```sql\n   -- on " + probe.at() + "\n" + indented(probe.sql(), "   ") + "\n   ```\n");
                }
            }
            undo(page, text, moves.get(text.key()));
        }
    }

    private static void statements(StringBuilder page, MoveText text) {
        if (text.kind().equals("wait")) {
            page.append("\n   " + capital(text.statements().get(0)) + ".\n");
            List<String> nudge = text.statements().subList(1, text.statements().size());
            if (!nudge.isEmpty()) {
                page.append("\n   Before each question:\n");
                code(page, String.valueOf(text.at()), nudge);
            }
        } else if (text.kind().equals("traffic")) {
            text.statements().forEach(line -> page.append("\n   `" + line + "`\n"));
        } else {
            code(page, String.valueOf(text.at()), text.statements());
        }
    }

    private static void undo(StringBuilder page, MoveText text, @Nullable Move move) {
        if (text.undo().isEmpty()) {
            return;
        }
        boolean statements = move instanceof Change change && change.undo() instanceof Undo.With;
        if (statements) {
            page.append("\n   Undo:\n");
            code(page, String.valueOf(text.at()), text.undo());
        } else if (move instanceof Route route && route.undo() instanceof Route.With) {
            page.append("\n   Undo:\n");
            text.undo().forEach(line -> page.append("\n   `" + line + "`\n"));
        } else {
            page.append("\n   Undo: " + String.join("; ", text.undo()) + ".\n");
        }
    }

    private static void code(StringBuilder page, String at, List<String> statements) {
        page.append("\n   ```sql\n   -- on " + at + "\n");
        statements.forEach(statement ->
                page.append(indented(statement.strip() + (statement.strip().endsWith(";") ? "" : ";"), "   ") + "\n"));
        page.append("   ```\n");
    }

    private static String extra(@Nullable Move move) {
        return move instanceof Change change && change.lasts() == Change.Lasts.UNTIL_FINISH ? " (until finish)" : "";
    }

    private static Probe.@Nullable Holds probe(@Nullable Move move) {
        if (move instanceof Change change) {
            return change.holds();
        }
        return move instanceof Await await && await.until() instanceof Probe.Holds holds ? holds : null;
    }

    /** Moves by their key, those that are made side by side one by one. */
    private static Map<String, Move> moves(Work work) {
        Map<String, Move> moves = new LinkedHashMap<>();
        for (Move move : work.moves()) {
            if (move instanceof Together together) {
                together.moves().forEach(each -> moves.put(each.key(), each));
            } else {
                moves.put(move.key(), move);
            }
        }
        return moves;
    }

    private static String indented(String text, String by) {
        return text.lines().map(line -> line.isBlank() ? "" : by + line).collect(Collectors.joining("\n"));
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
