package io.pgbaton.plan;

import java.util.List;

/** A program and its arguments, as they are handed to the system: there is no shell, so nothing is expanded or split. */
public record Program(List<String> words) {
    /** Keeps its own copy; at least the program itself must be there. */
    public Program {
        words = List.copyOf(words);
    }

    /** The program, a path or a name to be found in PATH. */
    public String file() {
        return words.get(0);
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
