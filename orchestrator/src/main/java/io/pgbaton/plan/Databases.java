package io.pgbaton.plan;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.validation.constraints.Pattern;
import java.util.List;

/**
 * The databases that move; no names means all of them. In YAML {@code all}, one name, or a list of names; a database that is
 * really called {@code all} is written {@code [all]}.
 */
public record Databases(
        List<@Pattern(regexp = Address.NOT_BLANK, message = "must not contain a blank name") String> names) {

    /** Keeps its own copy of the names. */
    public Databases {
        names = List.copyOf(names);
    }

    /** Whether every database that accepts connections and is no template moves. */
    public boolean all() {
        return names.isEmpty();
    }

    @JsonValue
    Object written() {
        return all() ? "all" : names;
    }
}
