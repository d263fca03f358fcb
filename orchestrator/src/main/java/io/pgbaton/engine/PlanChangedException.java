package io.pgbaton.engine;

import java.util.List;

/** The plan was edited while its upgrade was under way. The message shows the difference. */
public final class PlanChangedException extends RuntimeException {
    private final List<String> differences;

    public PlanChangedException(String name, List<String> differences) {
        super("the plan of " + name + " is not the one its upgrade began with:\n  " + String.join("\n  ", differences)
                + "\nput the plan back, or abandon the upgrade and run the new plan");
        this.differences = List.copyOf(differences);
    }

    public List<String> differences() {
        return differences;
    }
}
