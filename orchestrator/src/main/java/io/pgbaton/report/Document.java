package io.pgbaton.report;

import io.pgbaton.report.Block.Bullets;
import io.pgbaton.report.Block.Code;
import io.pgbaton.report.Block.Fact;
import io.pgbaton.report.Block.Facts;
import io.pgbaton.report.Block.Grid;
import io.pgbaton.report.Block.Heading;
import io.pgbaton.report.Block.Notice;
import io.pgbaton.report.Block.Paragraph;
import java.util.ArrayList;
import java.util.List;

/** A paper as data: what it says is settled here, how it looks is up to whoever writes it. */
public record Document(String title, List<Block> blocks) {
    public Document {
        blocks = List.copyOf(blocks);
    }

    /** Begins a paper. */
    static Builder titled(String title) {
        return new Builder(title);
    }

    /** Collects blocks in reading order; what has nothing in it is left out. */
    static final class Builder {
        private final String title;
        private final List<Block> blocks = new ArrayList<>();

        private Builder(String title) {
            this.title = title;
        }

        Builder section(String text) {
            return add(new Heading(2, text));
        }

        Builder part(String text) {
            return add(new Heading(3, text));
        }

        Builder detail(String text) {
            return add(new Heading(4, text));
        }

        Builder say(String text) {
            return text.isBlank() ? this : add(new Paragraph(text));
        }

        Builder facts(List<Fact> facts) {
            return facts.isEmpty() ? this : add(new Facts(facts));
        }

        Builder bullets(List<String> items) {
            return items.isEmpty() ? this : add(new Bullets(items));
        }

        Builder grid(List<String> columns, List<List<String>> rows) {
            return rows.isEmpty() ? this : add(new Grid(columns, rows));
        }

        Builder code(String label, List<String> lines) {
            return lines.isEmpty() ? this : add(new Code(label, lines));
        }

        Builder notice(Tone tone, String word, String text, List<Fact> facts) {
            return add(new Notice(tone, word, text, facts));
        }

        Builder add(Block block) {
            blocks.add(block);
            return this;
        }

        Document build() {
            return new Document(title, blocks);
        }
    }
}
