package io.pgbaton.engine;

import io.pgbaton.engine.Journal.ComparedRange;

/** Where a comparison is, for one that is to go on after an interruption. */
interface Bookmark {
    /** Of a comparison that cannot go on after one. */
    Bookmark NONE = new Bookmark() {
        @Override
        public void note(ComparedRange range) {}

        @Override
        public void write() {}
    };

    /** A range was cut, or compared. */
    void note(ComparedRange range);

    /** Writes what is left. */
    void write();
}
