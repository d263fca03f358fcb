package io.pgbaton.postgres.jdbc;

import io.pgbaton.postgres.Answer;
import io.pgbaton.postgres.Row;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/** Reads the answer to a question from its rows: the first column says yes or no, a second one what was found. */
final class Answers {
    /** What came back for one message: the notes of its statements, and the rows of the last one. */
    record Found(List<String> notes, List<Row> rows) {}

    private Answers() {}

    static Answer of(Found found) {
        Answer answer = of(found.rows());
        if (found.notes().isEmpty()) {
            return answer;
        }
        List<String> all = new ArrayList<>(found.notes());
        all.add(answer.found());
        all.removeIf(String::isBlank);
        return new Answer(answer.yes(), String.join("; ", all), answer.left());
    }

    static Answer of(List<Row> rows) {
        if (rows.isEmpty()) {
            return new Answer(false, "");
        }
        Iterator<Object> values = rows.get(0).columns().values().iterator();
        boolean yes = Boolean.TRUE.equals(values.next());
        String found = values.hasNext() ? Objects.toString(values.next(), "") : "";
        Object left = values.hasNext() ? values.next() : null;
        return new Answer(yes, found, left instanceof Number ? ((Number) left).doubleValue() : null);
    }
}
