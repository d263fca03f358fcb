package io.pgbaton.traffic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the console answered: rows, each a map from the name of the column (which columns there are differs by version), or an
 * error.
 *
 * @param error the console's message; empty if it obeyed
 */
record Reply(List<Map<String, String>> rows, String error) {
    static final String SEPARATOR = "\u001f";

    /** Reads psql's unaligned output: a line with the columns' names, then a line per row. */
    static Reply of(List<String> lines) {
        if (lines.isEmpty()) {
            return new Reply(List.of(), "");
        }
        String[] names = lines.get(0).split(SEPARATOR, -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(SEPARATOR, -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(names.length, values.length); i++) {
                row.put(names[i], values[i]);
            }
            rows.add(row);
        }
        return new Reply(rows, "");
    }

    static Reply failed(String error) {
        return new Reply(List.of(), error);
    }

    boolean obeyed() {
        return error.isEmpty();
    }
}
