package io.pgbaton.step;

import java.util.List;

/** Changes that do not depend on each other and may be made side by side, by at most {@code workers} sessions. */
public record Together(String key, List<Change> changes, int workers) implements Move {
    public Together {
        changes = List.copyOf(changes);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.together(this);
    }
}
