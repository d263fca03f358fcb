package io.pgbaton.plan;

import java.util.List;

/** The plan cannot be used as it is written; nothing was touched. The message has one line per problem. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One problem, told in one line that ends with what to do. */
    public PlanException(String problem) {
        super(problem);
    }

    PlanException(List<String> problems) {
        super(String.join("\n", problems));
    }

    /** The problems one by one, in the order of the lines they stand on. */
    public List<String> problems() {
        return getMessage().lines().toList();
    }
}
