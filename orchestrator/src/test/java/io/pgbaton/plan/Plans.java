package io.pgbaton.plan;

import java.util.List;

/** Plan texts for tests. */
final class Plans {
    /** The least a plan can say. Its sections begin on lines 1 (name), 2 (source), 5 (target), 8 (databases), 9 (traffic). */
    static final String LEAST = """
            name: orders-15-to-18
            source:
              host: old-db
              user: postgres
            target:
              host: new-db
              user: postgres
            databases: all
            traffic:
              kind: fence
            """;

    private Plans() {}

    static Plan least() {
        return PlanFile.parse(LEAST, "x.yaml").plan();
    }

    /** The least plan with more lines from line 11 on. */
    static Plan leastAnd(String more) {
        return PlanFile.parse(LEAST + more, "x.yaml").plan();
    }

    /** What is wrong with a text, line by line. */
    static List<String> problemsOf(String text) {
        try {
            PlanFile.parse(text, "x.yaml");
            return List.of();
        } catch (PlanException e) {
            return e.problems();
        }
    }
}
