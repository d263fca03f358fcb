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
import io.pgbaton.report.Block.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A document as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. */
public final class Html implements Block.Reader<String> {
    private static final String STYLE = style();

    private int sections;

    private Html() {}

    /** The whole file. */
    public static String of(Document document) {
        Html html = new Html();
        String body =
                document.blocks().stream().map(block -> block.accept(html)).collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + escaped(document.title()) + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>"
                + escaped(document.title()) + "</h1>\n" + contents(document) + body + "</main>\n</body>\n</html>\n";
    }

    private static String style() {
        try (InputStream stream = Objects.requireNonNull(Html.class.getResourceAsStream("/report/style.css"))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contents(Document document) {
        List<String> titles = document.blocks().stream()
                .filter(block -> block instanceof Heading heading && heading.level() == 2)
                .map(block -> ((Heading) block).text())
                .toList();
        StringBuilder links = new StringBuilder("<nav>\n");
        for (int i = 0; i < titles.size(); i++) {
            links.append("<a href=\"#s")
                    .append(i + 1)
                    .append("\">")
                    .append(escaped(titles.get(i)))
                    .append("</a>\n");
        }
        return titles.size() < 2 ? "" : links.append("</nav>\n").toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String element(String name, String text) {
        return "<" + name + ">" + escaped(text) + "</" + name + ">\n";
    }

    @Override
    public String heading(Heading heading) {
        if (heading.level() == 2) {
            sections++;
            return "<h2 id=\"s" + sections + "\">" + escaped(heading.text()) + "</h2>\n";
        }
        return element("h" + heading.level(), heading.text());
    }

    @Override
    public String paragraph(Paragraph paragraph) {
        return element("p", paragraph.text());
    }

    @Override
    public String facts(Facts facts) {
        return list(facts.facts());
    }

    private static String list(List<Fact> facts) {
        return facts.stream()
                .map(fact -> "<dt>" + escaped(fact.name()) + "</dt><dd>" + value(fact.value()) + "</dd>\n")
                .collect(Collectors.joining("", "<dl>\n", "</dl>\n"));
    }

    private static String value(String value) {
        return value.strip().contains("\n") ? "<pre>" + escaped(value.strip()) + "</pre>" : escaped(value);
    }

    @Override
    public String grid(Grid grid) {
        return "<div class=\"grid\"><table>\n<thead>" + head(grid) + "</thead>\n<tbody>\n"
                + grid.rows().stream().map(row -> row("td", row)).collect(Collectors.joining())
                + "</tbody>\n</table></div>\n";
    }

    /** A column's name stands where its figures do. */
    private static String head(Grid grid) {
        StringBuilder cells = new StringBuilder("<tr>");
        for (int i = 0; i < grid.columns().size(); i++) {
            int column = i;
            boolean figures = !grid.rows().isEmpty() && grid.rows().stream().allMatch(row -> figure(row.get(column)));
            cells.append("<th").append(figures ? " class=\"n\">" : ">");
            cells.append(escaped(grid.columns().get(i))).append("</th>");
        }
        return cells.append("</tr>\n").toString();
    }

    private static String row(String cell, List<String> cells) {
        return cells.stream()
                .map(text ->
                        "<" + cell + (figure(text) ? " class=\"n\"" : "") + ">" + escaped(text) + "</" + cell + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }

    /** Figures stand to the right, so that they can be compared. */
    private static boolean figure(String text) {
        return text.matches("[-+]?[0-9][0-9., ]*( ?(B|KiB|MiB|GiB|TiB|ms|s|%))?");
    }

    @Override
    public String bullets(Bullets bullets) {
        return bullets.items().stream()
                .map(item -> element("li", item))
                .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    }

    @Override
    public String notice(Notice notice) {
        return "<section class=\"notice " + tone(notice.tone()) + "\"><p><strong>" + escaped(notice.word())
                + "</strong> "
                + escaped(notice.text()) + "</p>\n" + (notice.facts().isEmpty() ? "" : list(notice.facts()))
                + "</section>\n";
    }

    @Override
    public String code(Code code) {
        String lines = code.lines().stream().collect(Collectors.joining("\n")).strip();
        return "<figure>" + (code.label().isBlank() ? "" : "<figcaption>" + escaped(code.label()) + "</figcaption>")
                + "<pre>" + escaped(lines) + "</pre></figure>\n";
    }

    @Override
    public String journey(Journey journey) {
        return journey.stops().stream()
                .map(Html::stop)
                .collect(Collectors.joining("", "<ol class=\"journey\">\n", "</ol>\n"));
    }

    private static String stop(Stop stop) {
        return "<li class=\"" + tone(stop.tone()) + "\"><b>"
                + escaped(stop.phase()).replace("_", "_<wbr>") + "</b><span>" + escaped(stop.note()) + "</span><em>"
                + escaped(stop.back()) + "</em></li>\n";
    }

    private static String tone(Tone tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }
}
