package io.pgbaton.cli;

import io.pgbaton.cli.text.JsonText;
import io.pgbaton.cli.text.Screen;
import io.pgbaton.report.Document;
import io.pgbaton.report.Html;
import io.pgbaton.report.Markdown;
import io.pgbaton.report.PlainText;
import io.pgbaton.report.Tone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the commands that write papers are told in which form and where to. */
final class Paper {
    /** The forms in which a paper is written. */
    enum Format {
        text,
        markdown,
        html,
        json
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}; HTML is one file that needs nothing else (default: text).")
    private Format format = Format.text;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it to this file instead of the screen.")
    private @Nullable Path output;

    @Option(names = "--json", description = "The same as --format json, for scripts.")
    private boolean json;

    /** Writes all of it. Throws {@link UsageException} where the file cannot be written. */
    void write(Screen screen, Document document, Object data) {
        write(screen, document, data, Integer.MAX_VALUE);
    }

    /** The same, with so many lines of each piece of SQL on the screen. */
    void write(Screen screen, Document document, Object data, int lines) {
        String text = text(screen, document, data, lines);
        if (output == null) {
            screen.say(text);
            return;
        }
        try {
            Files.writeString(output, text.endsWith("\n") ? text : text + "\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot write " + output + " (" + e + "); name a file in a directory that is there");
        }
        screen.say("written to " + output);
    }

    /** The whole document as the screen shows it. */
    static String shown(Screen screen, Document document) {
        return PlainText.of(document, new ScreenInk(screen), Integer.MAX_VALUE);
    }

    private String text(Screen screen, Document document, Object data, int lines) {
        switch (json ? Format.json : format) {
            case json:
                return JsonText.of(data);
            case html:
                return Html.of(document);
            case markdown:
                return Markdown.of(document);
            default:
                return output == null
                        ? PlainText.of(document, new ScreenInk(screen), lines)
                        : PlainText.of(document, PlainText.Ink.NONE, Integer.MAX_VALUE);
        }
    }

    /** The screen's colours. */
    private record ScreenInk(Screen screen) implements PlainText.Ink {
        @Override
        public String tone(Tone tone, String text) {
            switch (tone) {
                case GOOD:
                    return screen.green(text);
                case CAUTION:
                    return screen.yellow(text);
                case BAD:
                    return screen.red(text);
                default:
                    return text;
            }
        }

        @Override
        public String bold(String text) {
            return screen.bold(text);
        }

        @Override
        public String faint(String text) {
            return screen.faint(text);
        }
    }
}
