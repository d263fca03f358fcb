package io.pgbaton.report;

import io.pgbaton.report.Block.Bullets;
import io.pgbaton.report.Block.Code;
import io.pgbaton.report.Block.Fact;
import io.pgbaton.report.Block.Facts;
import io.pgbaton.report.Block.Grid;
import io.pgbaton.report.Block.Heading;
import io.pgbaton.report.Block.Journey;
import io.pgbaton.report.Block.Notice;
import io.pgbaton.report.Block.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A document for a terminal, a mail or a ticket without markup. */
public final class PlainText implements Block.Reader<String> {
    /** Columns of running text; SQL and tables are as wide as they are. */
    private static final int WIDTH = 110;

    private static final int NAME = 14;

    private final Ink ink;
    private final int lines;

    /** How words are made to stand out, where that is possible. */
    public interface Ink {
        /** Words as they are, for files. */
        Ink NONE = new Ink() {
            @Override
            public String tone(Tone tone, String text) {
                return text;
            }

            @Override
            public String bold(String text) {
                return text;
            }

            @Override
            public String faint(String text) {
                return text;
            }
        };

        /** The text in the colour of its tone. */
        String tone(Tone tone, String text);

        String bold(String text);

        String faint(String text);
    }

    private PlainText(Ink ink, int lines) {
        this.ink = ink;
        this.lines = lines;
    }

    /**
     * The text, with a final line break.
     *
     * @param lines how many lines of one piece of SQL are shown; what is cut is counted
     */
    public static String of(Document document, Ink ink, int lines) {
        PlainText text = new PlainText(ink, lines);
        return document.blocks().stream()
                .map(block -> block.accept(text))
                .collect(Collectors.joining("", ink.bold(document.title()) + "\n", ""));
    }

    @Override
    public String heading(Heading heading) {
        String text = heading.level() == 2 ? heading.text().toUpperCase(Locale.ROOT) : heading.text();
        return "\n" + (heading.level() == 4 ? "  " + text : ink.bold(text)) + "\n";
    }

    @Override
    public String paragraph(Paragraph paragraph) {
        return wrapped("  ", "  ", paragraph.text());
    }

    @Override
    public String facts(Facts facts) {
        return facts.facts().stream().map(fact -> fact(fact, "  ")).collect(Collectors.joining());
    }

    private String fact(Fact fact, String indent) {
        String label = String.format(Locale.ROOT, "%s%-" + NAME + "s ", indent, fact.name());
        String hanging = " ".repeat(label.length());
        return fact.value().contains("\n")
                ? block(label, fact.value().strip().lines().toList())
                : wrapped(label, hanging, fact.value());
    }

    @Override
    public String grid(Grid grid) {
        List<List<String>> all = new ArrayList<>(List.of(grid.columns()));
        all.addAll(grid.rows());
        int[] widths = new int[grid.columns().size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            String one = line.toString().stripTrailing();
            text.append(row == all.get(0) ? ink.faint(one) : one).append('\n');
        }
        return text.toString();
    }

    @Override
    public String bullets(Bullets bullets) {
        return bullets.items().stream()
                .map(item -> wrapped("  - ", "    ", item))
                .collect(Collectors.joining());
    }

    @Override
    public String notice(Notice notice) {
        String label = "  " + notice.word() + " ";
        String text = wrapped(label, "    ", notice.text());
        return "  " + ink.tone(notice.tone(), notice.word())
                + text.substring(2 + notice.word().length())
                + notice.facts().stream().map(fact -> fact(fact, "    ")).collect(Collectors.joining());
    }

    @Override
    public String code(Code code) {
        return block(String.format(Locale.ROOT, "  %-" + NAME + "s ", code.label()), code.lines());
    }

    private String block(String label, List<String> texts) {
        List<String> all = texts.stream()
                .flatMap(String::lines)
                .filter(line -> !line.isBlank())
                .toList();
        String indent = " ".repeat(label.length());
        StringBuilder text = new StringBuilder();
        for (String line : all.subList(0, Math.min(lines, all.size()))) {
            text.append(text.isEmpty() ? label : indent).append(line).append('\n');
        }
        if (all.size() > lines) {
            text.append(indent)
                    .append(ink.faint("… " + (all.size() - lines) + " more lines; --full shows them"))
                    .append('\n');
        }
        return text.toString();
    }

    @Override
    public String journey(Journey journey) {
        return grid(new Grid(
                List.of("PHASE", "CLIENTS", "THE WAY BACK"),
                journey.stops().stream()
                        .map(stop -> List.of(stop.phase(), stop.note(), stop.back()))
                        .toList()));
    }

    private static String wrapped(String first, String next, String text) {
        StringBuilder all = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.strip().split("\\s+")) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                all.append(line).append('\n');
                line = new StringBuilder(next);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        return all.append(line).append('\n').toString();
    }
}
