package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/** A program and its arguments, as the system gets them: no shell reads them. In YAML a list. */
public record ProgramLine(List<String> words) {
    /** Keeps its own copy of the words. */
    public ProgramLine {
        words = List.copyOf(words);
    }

    @JsonValue
    List<String> written() {
        return words;
    }
}
