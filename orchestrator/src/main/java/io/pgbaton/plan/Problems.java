package io.pgbaton.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a plan file, told all at once and in the order of its lines. */
final class Problems {

    private record Problem(int line, String text) {}

    private final String shownName;
    private final List<Problem> found = new ArrayList<>();

    Problems(String shownName) {
        this.shownName = shownName;
    }

    /** Notes a problem of the key at {@code path}, which is empty for the file as a whole. */
    void add(int line, String path, String text) {
        found.add(new Problem(line, (path.isEmpty() ? "" : path + ": ") + text));
    }

    /** Throws what was found, if anything was. */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new PlanException(found.stream()
                    .sorted(Comparator.comparingInt(Problem::line))
                    .map(problem -> shownName + ":" + problem.line() + ": " + problem.text())
                    .toList());
        }
    }
}
