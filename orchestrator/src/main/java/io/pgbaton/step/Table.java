package io.pgbaton.step;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Supplier;

/**
 * Figures that people should see beside a step's work: in the dry run as they are now, in the report as they were when the
 * step was done.
 *
 * @param lines written only when somebody looks: nobody does while clients wait
 */
public record Table(
        String title, List<String> columns, @JsonIgnore Supplier<List<List<String>>> lines) {
    public Table {
        columns = List.copyOf(columns);
    }

    /** The rows, each with a text for every column. */
    @JsonProperty("rows")
    public List<List<String>> rows() {
        return lines.get();
    }
}
