package io.pgbaton.report;

import java.util.List;

/** One piece of a {@link Document}. Sealed: a new kind does not compile until every way of writing knows it. */
public sealed interface Block {
    <R> R accept(Reader<R> reader);

    /** Whoever writes documents. */
    interface Reader<R> {
        R heading(Heading heading);

        R paragraph(Paragraph paragraph);

        R facts(Facts facts);

        R grid(Grid grid);

        R bullets(Bullets bullets);

        R notice(Notice notice);

        R code(Code code);

        R journey(Journey journey);
    }

    /** A heading; level 2 for a section, 3 for what is in it, 4 for what is in that. */
    record Heading(int level, String text) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.heading(this);
        }
    }

    /** Sentences. */
    record Paragraph(String text) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.paragraph(this);
        }
    }

    /** Names and values, one below the other. */
    record Facts(List<Fact> facts) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.facts(this);
        }
    }

    /** A name and its value, which may have several lines. */
    record Fact(String name, String value) {}

    /** A table; each row has a text for every column. */
    record Grid(List<String> columns, List<List<String>> rows) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.grid(this);
        }
    }

    /** A list of sentences. */
    record Bullets(List<String> items) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.bullets(this);
        }
    }

    /** Something to be noticed: a word that says how much, what it is, and facts about it. */
    record Notice(Tone tone, String word, String text, List<Fact> facts) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.notice(this);
        }
    }

    /** Lines as they stand, for example SQL; the label says what they are. */
    record Code(String label, List<String> lines) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.code(this);
        }
    }

    /** The phases on the way, drawn where drawing is possible. */
    record Journey(List<Stop> stops) implements Block {
        @Override
        public <R> R accept(Reader<R> reader) {
            return reader.journey(this);
        }
    }

    /**
     * A phase on the way.
     *
     * @param note what it means for clients
     * @param back how one gets back from there
     * @param tone GOOD where everything undoes itself, CAUTION behind the point of no return, BAD where there is no way back
     */
    record Stop(String phase, String note, String back, Tone tone) {}
}
