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
import java.util.List;
import java.util.stream.Collectors;

/** A document as Markdown (GitHub's), for tickets and repositories. */
public final class Markdown implements Block.Reader<String> {
    private Markdown() {}

    /** The text, with a final line break. */
    public static String of(Document document) {
        Markdown markdown = new Markdown();
        return document.blocks().stream()
                .map(block -> block.accept(markdown))
                .collect(Collectors.joining("\n", "# " + text(document.title()) + "\n\n", ""));
    }

    /** Characters that would be taken for markup; underscores within a name are not. */
    private static String text(String text) {
        return text.replace("\\", "\\\\")
                .replace("<", "\\<")
                .replace("*", "\\*")
                .replace("`", "\\`")
                .replace("[", "\\[")
                .replaceAll("\\s*\\n\\s*", " ");
    }

    private static String cell(String text) {
        return text(text).replace("|", "\\|");
    }

    @Override
    public String heading(Heading heading) {
        return "#".repeat(heading.level()) + " " + text(heading.text()) + "\n";
    }

    @Override
    public String paragraph(Paragraph paragraph) {
        return text(paragraph.text()) + "\n";
    }

    @Override
    public String facts(Facts facts) {
        return list(facts.facts(), "");
    }

    private static String list(List<Fact> facts, String indent) {
        return facts.stream()
                .map(fact -> indent + "- **" + text(fact.name()) + "**: " + value(fact.value(), indent))
                .collect(Collectors.joining());
    }

    /** A value of several lines is SQL or the like, and is shown as it stands. */
    private static String value(String value, String indent) {
        return value.strip().contains("\n")
                ? "\n\n" + fenced(value.strip().lines().toList(), indent + "  ") + "\n"
                : text(value) + "\n";
    }

    private static String fenced(List<String> lines, String indent) {
        return lines.stream()
                .collect(Collectors.joining("\n" + indent, indent + "```sql\n" + indent, "\n" + indent + "```\n"));
    }

    @Override
    public String grid(Grid grid) {
        return row(grid.columns()) + "|" + "---|".repeat(grid.columns().size()) + "\n"
                + grid.rows().stream().map(Markdown::row).collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return cells.stream().map(Markdown::cell).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    @Override
    public String bullets(Bullets bullets) {
        return bullets.items().stream().map(item -> "- " + text(item) + "\n").collect(Collectors.joining());
    }

    @Override
    public String notice(Notice notice) {
        return "- **" + text(notice.word()) + "** " + text(notice.text()) + "\n" + list(notice.facts(), "  ");
    }

    @Override
    public String code(Code code) {
        return (code.label().isBlank() ? "" : text(code.label()) + "\n\n")
                + fenced(code.lines().stream().flatMap(String::lines).toList(), "");
    }

    @Override
    public String journey(Journey journey) {
        return grid(new Grid(
                List.of("phase", "clients", "the way back"),
                journey.stops().stream()
                        .map(stop -> List.of(stop.phase(), stop.note(), stop.back()))
                        .toList()));
    }
}
