package io.pgbaton.step;

import java.util.List;

/** Moves that do not depend on each other and may be made side by side, by at most {@code workers} sessions. */
public record Together(String key, List<Move> moves, int workers, Sessions sessions) implements Move {
    /** Whose sessions are used. */
    public enum Sessions {
        /** The step's own, one per database: each move is at another one. */
        AT_HAND,
        /** One more for each worker: several work in the same database. */
        APART
    }

    public Together {
        moves = List.copyOf(moves);
    }

    /** One move for each database, all at once, with the sessions at hand. */
    public static Together everywhere(String key, List<? extends Move> moves) {
        return new Together(key, List.copyOf(moves), Math.max(1, moves.size()), Sessions.AT_HAND);
    }

    /** Moves in the same database, each worker with a session of its own. */
    public static Together apart(String key, List<? extends Move> moves, int workers) {
        return new Together(key, List.copyOf(moves), workers, Sessions.APART);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.together(this);
    }
}
